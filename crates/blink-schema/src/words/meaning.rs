//! The meanings that a column can have.

/// The maker that knows a meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Group {
    Person,
    Place,
    Company,
    Internet,
    Secret,
    Finance,
    Commerce,
    Code,
    Text,
    Technical,
    File,
    Number,
    Time,
    Choice,
    Json,
}

/// The form that values of a meaning have by nature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nature {
    /// Text.
    Text,
    /// Text that consists of digits mainly, and can be a number.
    Digits,
    /// A number.
    Number,
    /// A part of a date as a number.
    Year,
    /// A point in time.
    Moment,
    /// A time of the day.
    Clock,
    /// A length of time.
    Span,
    /// Yes or no.
    Flag,
    /// A label out of a list.
    Label,
    /// JSON.
    Json,
    /// An IP address.
    Ip,
    /// A network.
    Net,
    /// A MAC address.
    Mac,
    /// A UUID.
    Uuid,
    /// Bytes.
    Bytes,
    /// A point on a map.
    Point,
}

macro_rules! meanings {
    ($($meaning:ident $name:literal $group:ident $nature:ident $about:literal)*) => {
        /// The meaning of a column, and therefore of its values.
        ///
        /// ```
        /// use blink_schema::words::Meaning;
        ///
        /// assert_eq!(Meaning::from_name("internet.email"), Some(Meaning::Email));
        /// assert_eq!(Meaning::Email.name(), "internet.email");
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Meaning {
            $(#[doc = $about] $meaning,)*
        }

        impl Meaning {
            /// All meanings.
            pub const ALL: &[Self] = &[$(Self::$meaning),*];

            /// The name in `meanings.toml`, in directives, plans and configurations.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$meaning => $name,)*
                }
            }

            /// The meaning of a name.
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|meaning| meaning.name() == name)
            }

            /// A short description.
            pub const fn about(self) -> &'static str {
                match self {
                    $(Self::$meaning => $about,)*
                }
            }

            /// The form that its values have by nature.
            pub const fn nature(self) -> Nature {
                match self {
                    $(Self::$meaning => Nature::$nature,)*
                }
            }

            pub(crate) const fn group(self) -> Group {
                match self {
                    $(Self::$meaning => Group::$group,)*
                }
            }
        }
    };
}

meanings! {
    FirstName "person.first_name" Person Text "A first name."
    MiddleName "person.middle_name" Person Text "A middle name."
    LastName "person.last_name" Person Text "A last name."
    FullName "person.full_name" Person Text "First and last name."
    NamePrefix "person.prefix" Person Text "A form of address, such as Ms."
    Initials "person.initials" Person Text "The first letters of the names."
    Gender "person.gender" Person Text "A gender."
    BirthDate "person.birth_date" Time Moment "The day of birth of an adult."
    Age "person.age" Number Number "The age of an adult, in years."
    JobTitle "person.job_title" Person Text "A title of work."
    Bio "person.bio" Text Text "A person in a sentence."
    NationalId "person.national_id" Finance Digits "A social security number that is never issued."
    Relation "person.relation" Text Text "What somebody is to somebody, such as a sibling."
    Login "internet.login" Person Text "A user's name for logging in."
    Handle "internet.handle" Person Text "A user's name behind an @."
    Email "internet.email" Person Text "An e-mail address under a domain for examples."
    Avatar "internet.avatar" Person Text "The URL of a person's picture."
    Url "internet.url" Internet Text "A URL under a domain for examples."
    ImageUrl "internet.image_url" Internet Text "The URL of a picture."
    Website "company.website" Company Text "The URL of a company."
    Host "internet.host" Company Text "The name of a host under .test."
    Ip "internet.ip" Internet Ip "An address of a range for documentation."
    Network "internet.network" Internet Net "A network of a range for documentation."
    Mac "internet.mac" Internet Mac "A MAC address of the range for documentation."
    Port "internet.port" Internet Number "A port."
    UserAgent "internet.user_agent" Internet Text "What a browser says of itself."
    Browser "internet.browser" Internet Text "A browser."
    OperatingSystem "internet.operating_system" Internet Text "An operating system."
    HttpMethod "internet.http_method" Internet Text "A method of HTTP."
    HttpStatus "internet.http_status" Internet Digits "A status of HTTP."
    UrlPath "internet.path" Internet Text "The path of a URL."
    Phone "phone" Place Digits "A telephone number kept for fiction."
    PasswordHash "password.hash" Secret Text "A hash of the one password."
    Password "password.plain" Secret Text "A password as it is typed; visibly none."
    Salt "password.salt" Secret Text "A salt; visibly none."
    Token "token" Secret Text "A token, a key or a secret; visibly none."
    Uuid "uuid" Secret Uuid "A random UUID."
    HexDigest "hash" Secret Text "A digest in hexadecimal digits."
    CommitHash "commit_hash" Secret Text "A digest of a commit."
    Bytes "bytes" Secret Bytes "Some bytes."
    Street "place.street" Place Text "Number and street."
    StreetName "place.street_name" Place Text "A street."
    HouseNumber "place.house_number" Place Digits "A number in a street."
    AddressLine2 "place.address_line2" Place Text "A floor or apartment."
    FullAddress "place.full_address" Place Text "An address in one line."
    City "place.city" Place Text "A city."
    Region "place.region" Place Text "A state, province or county."
    RegionCode "place.region_code" Place Text "A region's code within its country."
    Postcode "place.postcode" Place Digits "A postcode."
    Country "place.country" Place Text "A country."
    CountryCode "place.country_code" Place Text "A country's code of two letters."
    CountryCode3 "place.country_code3" Place Text "A country's code of three letters."
    CountryNumber "place.country_number" Place Digits "A country's code of three digits."
    CallingCode "place.calling_code" Place Digits "A country's calling code."
    Continent "place.continent" Place Text "A continent."
    Latitude "place.latitude" Place Number "A latitude."
    Longitude "place.longitude" Place Number "A longitude."
    Altitude "place.altitude" Place Number "Metres above the sea."
    Point "place.point" Place Point "A point on the map."
    TimeZone "place.time_zone" Place Text "A time zone."
    Venue "place.venue" Place Text "Where an event takes place."
    Locale "locale" Place Text "A locale."
    Language "language" Place Text "A language."
    LanguageCode "language_code" Place Text "A language's code."
    Currency "currency" Place Text "A currency."
    CurrencyCode "currency_code" Place Text "A currency's code."
    CurrencySymbol "currency_symbol" Place Text "A currency's symbol."
    CompanyName "company.name" Company Text "A company."
    Industry "company.industry" Company Text "A branch of business."
    Department "company.department" Company Text "A department."
    Team "company.team" Company Text "A team."
    Employees "company.employees" Company Number "The number of people of a company."
    TaxNumber "finance.tax_number" Finance Text "A tax number of no country."
    Iban "finance.iban" Finance Text "An IBAN of a bank that does not exist."
    Bic "finance.bic" Finance Text "A BIC of a bank that does not exist."
    BankName "finance.bank" Finance Text "A bank."
    AccountNumber "finance.account_number" Finance Digits "A number of an account."
    CardNumber "finance.card_number" Finance Digits "A card's number out of those for tests."
    CardBrand "finance.card_brand" Finance Text "A brand of cards."
    CardLast4 "finance.card_last4" Finance Digits "The last four digits of a card for tests."
    CardSecurityCode "finance.card_security_code" Finance Digits "Three zeros."
    PaymentMethod "finance.payment_method" Commerce Text "A way of paying."
    TransactionText "finance.transaction" Text Text "What a line of an account says."
    ProductName "commerce.product" Commerce Text "A product."
    Category "commerce.category" Commerce Text "A category."
    Brand "commerce.brand" Commerce Text "A maker of products."
    Price "commerce.price" Commerce Number "The price of the row's product."
    Cost "commerce.cost" Commerce Number "The cost of the row's product."
    Subtotal "commerce.subtotal" Commerce Number "Price times quantity of the row's product."
    Amount "commerce.amount" Commerce Number "An amount of money."
    Tax "commerce.tax" Commerce Number "A tax on the row's amount."
    Shipping "commerce.shipping" Commerce Number "The price of a delivery."
    DiscountAmount "commerce.discount" Commerce Number "An amount that is taken off, often none."
    Balance "finance.balance" Commerce Number "What is on an account."
    Budget "finance.budget" Commerce Number "A large amount of money, in round thousands."
    Salary "finance.salary" Commerce Number "A salary of a year."
    HourlyRate "finance.hourly_rate" Commerce Number "A price of an hour."
    TaxRate "commerce.tax_rate" Commerce Number "A rate of tax, in percent."
    Quantity "commerce.quantity" Commerce Number "A number of pieces."
    Stock "commerce.stock" Commerce Number "A number of pieces in store."
    Sku "commerce.sku" Code Text "A stock keeping unit."
    Barcode "commerce.barcode" Code Digits "A barcode of the range for shops' own use."
    Isbn "commerce.isbn" Code Digits "A number in the form of an ISBN."
    OrderNumber "commerce.order_number" Code Digits "A number of an order."
    InvoiceNumber "commerce.invoice_number" Code Digits "A number of an invoice."
    TrackingNumber "commerce.tracking_number" Code Text "A number of a parcel."
    Coupon "commerce.coupon" Code Text "A coupon's code."
    Weight "commerce.weight" Commerce Number "Kilograms of the row's product."
    Grams "commerce.grams" Commerce Number "Grams of the row's product."
    Unit "commerce.unit" Commerce Text "A unit."
    Size "commerce.size" Commerce Text "A size of clothes."
    ShippingMethod "commerce.shipping_method" Commerce Text "A way of delivery."
    Carrier "commerce.carrier" Commerce Text "Who delivers."
    ArticleTitle "text.article_title" Text Text "A title of an article."
    FilmTitle "text.film_title" Text Text "A title of a film."
    SongTitle "text.song_title" Text Text "A title of a song."
    AlbumTitle "text.album_title" Text Text "A title of an album."
    ArtistName "text.artist" Text Text "A band or orchestra."
    BookTitle "text.book_title" Text Text "A title of a book."
    ProjectName "text.project" Text Text "A project."
    TaskTitle "text.task_title" Text Text "A title of a task."
    TicketSubject "text.ticket_subject" Text Text "A subject of a ticket."
    EventTitle "text.event_title" Text Text "A title of an event."
    CourseTitle "text.course_title" Text Text "A title of a course."
    ThreadTitle "text.thread_title" Text Text "A title of a discussion."
    Question "text.question" Text Text "A question."
    Answer "text.answer" Text Text "A short answer."
    Comment "text.comment" Text Text "A comment."
    Review "text.review" Text Text "A review of a product."
    ReviewTitle "text.review_title" Text Text "A title of a review."
    Message "text.message" Text Text "A message between people."
    SubjectLine "text.subject" Text Text "A subject of an e-mail."
    ProductDescription "text.product_description" Text Text "A description of a product."
    CompanyDescription "text.company_description" Text Text "A description of a company."
    FilmDescription "text.film_description" Text Text "A description of a film."
    TicketDescription "text.ticket_description" Text Text "A problem in a few sentences."
    EventDescription "text.event_description" Text Text "An event or a course in a few sentences."
    ProjectDescription "text.project_description" Text Text "A project or a task in a few sentences."
    PaymentError "finance.error" Text Text "The reason for which a payment failed."
    Description "text.description" Text Text "A description."
    Note "text.note" Text Text "A note."
    Sentence "text.sentence" Text Text "A sentence."
    Paragraph "text.paragraph" Text Text "A few sentences."
    Article "text.article" Text Text "A few paragraphs."
    Html "text.html" Text Text "A few paragraphs as HTML."
    Phrase "text.phrase" Text Text "A few words."
    Name "text.name" Text Text "A name of anything."
    Tag "text.tag" Text Text "A tag."
    Topic "text.topic" Text Text "A topic."
    MusicGenre "text.music_genre" Text Text "A genre of music."
    Genre "text.genre" Text Text "A genre."
    Kind "text.kind" Text Text "A kind of anything."
    Reason "text.reason" Text Text "A reason."
    LineItem "text.line_item" Text Text "A line of an invoice."
    LogMessage "text.log_message" Text Text "A line of a log."
    ErrorMessage "text.error" Text Text "A message about an error."
    Change "text.change" Text Text "A change that somebody made."
    CommitMessage "text.commit" Text Text "A message of a commit."
    Slug "text.slug" Text Text "A title as part of a URL."
    PersonNumber "person.number" Code Digits "A number of an employee, a customer or a member."
    Code "code" Code Text "A short code."
    Key "key" Technical Text "A key of a setting."
    ConfigValue "config_value" Technical Text "A value of a setting."
    SerialNumber "device.serial_number" Code Text "A serial number."
    DeviceName "device.name" Technical Text "A device."
    DeviceModel "device.model" Technical Text "A model of a device."
    VehicleModel "vehicle.model" Company Text "A model of a vehicle."
    Version "version" Technical Text "A version of software."
    Permission "permission" Technical Text "A permission."
    JobName "job" Technical Text "A job of a program."
    EventName "event" Technical Text "An event of a program."
    Action "action" Technical Text "An action of a user."
    ClassName "class" Technical Text "A class of a program."
    Branch "branch" Technical Text "A branch of a repository."
    Icon "icon" Technical Text "An icon's name."
    Cron "cron" Technical Text "A schedule as cron writes it."
    LogLevel "log_level" Technical Text "A level of a log."
    Environment "environment" Technical Text "Where a program runs."
    ColourName "colour.name" Technical Text "A colour."
    HexColour "colour" Technical Text "A colour in hexadecimal digits."
    FileName "file.name" File Text "A file."
    FilePath "file.path" File Text "A file with its folders."
    Extension "file.extension" File Text "An ending of files' names."
    MimeType "mime" File Text "A type of content."
    FileSize "file.size" File Number "A size in bytes."
    PixelWidth "image.width" File Number "A width in pixels."
    PixelHeight "image.height" File Number "A height in pixels."
    Count "counter" Number Number "A number of things, mostly few, seldom many."
    Views "views" Number Number "A number of views: mostly hundreds, seldom very many."
    FewCount "few" Number Number "A very small number of things."
    Score "score" Number Number "From 0 to 100."
    Rating "rating" Number Number "From 1 to 5, more of the better."
    Percentage "percentage" Number Number "From 0 to 100, in steps of 5."
    Fraction "fraction" Number Number "From 0 to 1."
    Position "position" Number Number "A place in an order, from 1."
    Level "level" Number Number "From 1 to 5, more of the lower."
    Measure "measure" Number Number "A measured number."
    Temperature "temperature" Number Number "Degrees Celsius."
    Length "length" Number Number "A length in centimetres."
    Capacity "capacity" Number Number "A number of seats."
    RowVersion "row_version" Number Number "How often a row was changed."
    Identifier "identifier" Number Number "A number that stands for something elsewhere."
    Year "year" Time Year "A year, of the row's beginning or some before."
    Month "month" Time Year "A month, from 1 to 12."
    DayOfWeek "day_of_week" Time Year "A day of the week, from 1 to 7."
    Duration "duration" Time Span "A length of time."
    DurationMinutes "duration.minutes" Time Span "A length of time, in minutes where it is a number."
    DurationMillis "duration.millis" Time Span "A short length of time, in milliseconds where it is a number."
    Created "time.created" Time Moment "When it came to be."
    Confirmed "time.confirmed" Time Moment "When it was confirmed."
    Begun "time.begun" Time Moment "When work on it began."
    Approved "time.approved" Time Moment "When it was approved or paid."
    Sent "time.sent" Time Moment "When it was sent or published."
    Received "time.received" Time Moment "When it was received or read."
    Completed "time.completed" Time Moment "When it was completed."
    Updated "time.updated" Time Moment "When it was changed last."
    Seen "time.seen" Time Moment "When it was seen or used last."
    Cancelled "time.cancelled" Time Moment "When it was cancelled."
    Archived "time.archived" Time Moment "When it was archived."
    Deleted "time.deleted" Time Moment "When it was deleted."
    Starts "time.starts" Time Moment "When it starts, which may lie ahead."
    Ends "time.ends" Time Moment "When it ends, later than it starts."
    PeriodEnds "time.period_ends" Time Moment "When a period ends, weeks after it starts."
    Due "time.due" Time Moment "When it falls due."
    Expires "time.expires" Time Moment "When it stops being valid."
    TimeOfDay "time.of_day" Time Clock "A time of the day."
    EndOfDay "time.end_of_day" Time Clock "A later time of the day."
    State "state" Choice Label "One of a few labels."
    Flag "flag" Choice Flag "Yes or no."
    JsonSettings "json.settings" Json Json "Settings of a user."
    JsonMetadata "json.metadata" Json Json "What else there is to say."
    JsonEvent "json.event" Json Json "What happened."
    JsonAddress "json.address" Json Json "An address."
    JsonTags "json.tags" Json Json "A list of tags."
}

impl std::fmt::Display for Meaning {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

impl Meaning {
    /// The station of a row's life that a time is, if it is one: the order of stations is the order of times.
    pub const fn station(self) -> Option<super::timeline::Station> {
        use super::timeline::Station;
        Some(match self {
            Self::Created => Station::Created,
            Self::Confirmed => Station::Confirmed,
            Self::Begun => Station::Begun,
            Self::Approved => Station::Approved,
            Self::Sent => Station::Sent,
            Self::Received => Station::Received,
            Self::Completed => Station::Completed,
            Self::Updated => Station::Updated,
            Self::Seen => Station::Seen,
            Self::Cancelled => Station::Cancelled,
            Self::Archived => Station::Archived,
            Self::Deleted => Station::Deleted,
            _ => return None,
        })
    }

    /// Returns true if a row's value of the one meaning is never after its value of the other.
    ///
    /// ```
    /// use blink_schema::words::Meaning;
    ///
    /// assert!(Meaning::Created.not_after(Meaning::Updated));
    /// assert!(!Meaning::Updated.not_after(Meaning::Created));
    /// ```
    pub fn not_after(self, later: Self) -> bool {
        match (self, later) {
            (Self::BirthDate, later) if later != Self::BirthDate => later.nature() == Nature::Moment,
            (Self::Starts, Self::Ends | Self::PeriodEnds)
            | (Self::Created, Self::Starts | Self::Ends | Self::PeriodEnds | Self::Due | Self::Expires)
            | (Self::TimeOfDay, Self::EndOfDay) => true,
            _ => match (self.station(), later.station()) {
                (Some(earlier), Some(later)) => earlier < later,
                _ => false,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn names_are_distinct_and_lead_back() {
        let names: BTreeSet<_> = Meaning::ALL.iter().map(|meaning| meaning.name()).collect();
        assert_eq!(names.len(), Meaning::ALL.len());
        for meaning in Meaning::ALL {
            assert_eq!(Meaning::from_name(meaning.name()), Some(*meaning));
        }
        assert_eq!(Meaning::from_name("nothing"), None);
    }
}
