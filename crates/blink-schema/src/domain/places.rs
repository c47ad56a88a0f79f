//! Places on maps, of the kind that a PostGIS column takes: its modifier names the kind, the dimensions and the system
//! of coordinates.

use std::borrow::Cow;

use super::values::{Domain, Values};
use crate::facts::Type;
use crate::value::Value;

/// The places that are known of a kind.
const PLACES: u32 = 400;

/// Longitude and latitude of towns, about which the places lie.
const TOWNS: [(f64, f64); 8] = [
    (13.40, 52.51),
    (2.35, 48.86),
    (-0.13, 51.51),
    (12.49, 41.89),
    (-3.70, 40.42),
    (21.01, 52.23),
    (-73.98, 40.75),
    (139.69, 35.69),
];

/// Values of a `geometry` or `geography` that has a modifier; None of other types, and of kinds that are not known.
pub fn places(ty: &Type, modifier: i32) -> Option<Domain> {
    let is_known = ty.extension.as_deref() == Some("postgis") && ["geometry", "geography"].contains(&ty.name.as_str());
    let modifier = u32::try_from(modifier).ok().filter(|_| is_known)?;
    let form = Form::of(modifier, ty.name == "geography")?;
    let values = (0..PLACES).map(|number| Value::Literal(Cow::Owned(form.place(number))));
    Some(Domain::of(
        Values::Listed(values.collect()),
        format!("type {}", ty.name),
    ))
}

/// The parts of a modifier (`TYPMOD_GET_TYPE` and the like in liblwgeom.h).
#[derive(Clone, Copy, Debug)]
struct Form {
    name: &'static str,
    kind: Kind,
    /// True if each place is a list of one.
    is_list: bool,
    system: u32,
    has_z: bool,
    has_m: bool,
}

/// The way in which the points of a place are written.
#[derive(Clone, Copy, Debug)]
enum Kind {
    Point,
    Line,
    /// Two points and one between them.
    Arc,
    Area,
    Triangle,
    Collection,
}

impl Form {
    fn of(modifier: u32, is_geography: bool) -> Option<Self> {
        let (name, kind, is_list) = match (modifier >> 2) & 0x3f {
            0 | 1 => ("POINT", Kind::Point, false),
            2 => ("LINESTRING", Kind::Line, false),
            3 => ("POLYGON", Kind::Area, false),
            4 => ("MULTIPOINT", Kind::Point, true),
            5 => ("MULTILINESTRING", Kind::Line, true),
            6 => ("MULTIPOLYGON", Kind::Area, true),
            7 => ("GEOMETRYCOLLECTION", Kind::Collection, false),
            8 => ("CIRCULARSTRING", Kind::Arc, false),
            9 => ("COMPOUNDCURVE", Kind::Line, true),
            10 => ("CURVEPOLYGON", Kind::Area, false),
            11 => ("MULTICURVE", Kind::Line, true),
            12 => ("MULTISURFACE", Kind::Area, true),
            13 => ("POLYHEDRALSURFACE", Kind::Area, true),
            14 => ("TRIANGLE", Kind::Triangle, false),
            15 => ("TIN", Kind::Triangle, true),
            _ => return None,
        };
        // The number has 20 bits and a sign; without one a geography is on the globe.
        let system = match (modifier >> 8) & 0x0f_ffff {
            0 if is_geography => 4326,
            system => system,
        };
        Some(Self {
            name,
            kind,
            is_list,
            system,
            has_z: modifier & 2 != 0,
            has_m: modifier & 1 != 0,
        })
    }

    /// The place of a number, as `ST_GeomFromEWKT` reads it.
    fn place(&self, number: u32) -> String {
        let dimensions = match (self.has_z, self.has_m) {
            (false, false) => "",
            (true, false) => " Z ",
            (false, true) => " M ",
            (true, true) => " ZM ",
        };
        let content = match self.kind {
            Kind::Point => self.points(number, &[(0, 0)]),
            Kind::Line => self.points(number, &[(0, 0), (2, 1), (3, 3)]),
            Kind::Arc => self.points(number, &[(0, 0), (1, 1), (2, 0)]),
            Kind::Area => format!("({})", self.points(number, &[(0, 0), (3, 0), (3, 2), (0, 2), (0, 0)])),
            Kind::Triangle => format!("({})", self.points(number, &[(0, 0), (3, 0), (0, 2), (0, 0)])),
            Kind::Collection => format!("POINT{dimensions}({})", self.points(number, &[(0, 0)])),
        };
        let content = if self.is_list { format!("({content})") } else { content };
        let system = match self.system {
            0 => String::new(),
            system => format!("SRID={system};"),
        };
        format!("{system}{}{dimensions}({content})", self.name)
    }

    /// Points at these steps to the east and the north of the place of a number.
    fn points(&self, number: u32, steps: &[(u32, u32)]) -> String {
        let towns = u32::try_from(TOWNS.len()).unwrap_or(1);
        let town = usize::try_from(number % towns).unwrap_or(0);
        let (longitude, latitude) = TOWNS.get(town).copied().unwrap_or_default();
        let nth = number / towns;
        let point = |(east, north): &(u32, u32)| {
            let east = f64::from(nth % 8) * 0.01 + f64::from(*east) * 0.001;
            let north = f64::from(nth / 8) * 0.01 + f64::from(*north) * 0.001;
            let (x, y) = self.coordinates(longitude, latitude, east, north);
            let z = if self.has_z {
                format!(" {}", 30 + number % 50)
            } else {
                String::new()
            };
            let m = if self.has_m {
                format!(" {number}")
            } else {
                String::new()
            };
            format!("{x} {y}{z}{m}")
        };
        steps.iter().map(point).collect::<Vec<_>>().join(", ")
    }

    /// The coordinates of a point so many degrees away from a town: degrees on the globe, and metres on a map.
    fn coordinates(&self, longitude: f64, latitude: f64, east: f64, north: f64) -> (String, String) {
        const METRES: f64 = 111_320.0;
        let degrees = |number: f64| format!("{number:.4}");
        let metres = |number: f64| format!("{number:.1}");
        match self.system {
            // The numbers of EPSG for systems of longitude and latitude.
            0 | 4000..=4999 => (degrees(longitude + east), degrees(latitude + north)),
            // Of the map of the web all towns are somewhere; of a country's the middle is about here.
            3857 | 900_913 => (metres((longitude + east) * METRES), metres((latitude + north) * METRES)),
            _ => {
                let (east, north) = (east + (longitude + 180.0) / 100.0, north + (latitude + 90.0) / 100.0);
                (metres(200_000.0 + east * METRES), metres(300_000.0 + north * METRES))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The modifiers as PostGIS has them: `geometry(Polygon,4326)`, `geometry(PointZM)`, `geography(MultiLineString)`,
    /// `geometry(GeometryCollectionM,3857)`.
    #[test]
    fn a_place_is_of_the_kind_that_the_modifier_names() {
        let first = |modifier: u32, is_geography: bool| Form::of(modifier, is_geography).unwrap().place(0);
        let polygon =
            "SRID=4326;POLYGON((13.4000 52.5100, 13.4030 52.5100, 13.4030 52.5120, 13.4000 52.5120, 13.4000 52.5100))";
        assert_eq!(first((4326 << 8) | (3 << 2), false), polygon);
        assert_eq!(first((1 << 2) | 3, false), "POINT ZM (13.4000 52.5100 30 0)");
        let lines = "SRID=4326;MULTILINESTRING((13.4000 52.5100, 13.4020 52.5110, 13.4030 52.5130))";
        assert_eq!(first(5 << 2, true), lines);
        let collection = first((3857 << 8) | (7 << 2) | 1, false);
        assert!(
            collection.starts_with("SRID=3857;GEOMETRYCOLLECTION M (POINT M (14916"),
            "{collection}"
        );
        assert!(Form::of(63 << 2, false).is_none());
    }

    #[test]
    fn no_two_places_are_the_same() {
        for kind in 1..=15 {
            for system in [0, 4326, 3857, 27700] {
                let form = Form::of((system << 8) | (kind << 2), false).unwrap();
                let mut places = (0..PLACES).map(|number| form.place(number)).collect::<Vec<_>>();
                places.sort();
                places.dedup();
                assert_eq!(places.len(), usize::try_from(PLACES).unwrap(), "{form:?}");
            }
        }
    }
}
