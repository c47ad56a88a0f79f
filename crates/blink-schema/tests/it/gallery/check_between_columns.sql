-- shows: order, equality, sums and products between columns
-- since: 12
-- ask: SELECT id FROM bill WHERE total <> net + tax OR paid > total => nothing
-- ask at 100: SELECT count(DISTINCT net) > 10 AND max(tax) > 0 FROM bill => t
-- ask: SELECT id FROM stay WHERE ends_on <= starts_on OR nights <> ends_on - starts_on => nothing
CREATE TABLE bill (
    id int PRIMARY KEY, net numeric(10, 2) NOT NULL CHECK (net >= 0), tax numeric(10, 2) NOT NULL CHECK (tax >= 0), total numeric(10, 2) NOT NULL, paid numeric(10, 2) NOT NULL DEFAULT 0,
    CHECK (total = net + tax), CHECK (paid BETWEEN 0 AND total));
CREATE TABLE stay (
    id int PRIMARY KEY, starts_on date NOT NULL, ends_on date NOT NULL, nights int NOT NULL, low int, high int, middle int,
    CHECK (ends_on > starts_on), CHECK (nights = ends_on - starts_on), CHECK (low < high), CHECK (low <= middle AND middle <= high));
CREATE TABLE line (
    id int PRIMARY KEY, quantity int NOT NULL CHECK (quantity > 0), price numeric(8, 2) NOT NULL CHECK (price > 0), amount numeric(12, 2) NOT NULL,
    width int NOT NULL CHECK (width > 0), height int NOT NULL CHECK (height > 0), area int NOT NULL, minimum int NOT NULL, maximum int NOT NULL,
    CHECK (amount = quantity * price), CHECK (area = width * height), CHECK (minimum + 10 <= maximum), CHECK (width <= 2 * height), CHECK (greatest(width, height) < 5000));
CREATE TABLE period (id int PRIMARY KEY, starts_at timestamptz NOT NULL, ends_at timestamptz, CHECK (ends_at IS NULL OR ends_at > starts_at + interval '15 minutes'),
    CHECK (ends_at - starts_at < interval '8 hours'));
