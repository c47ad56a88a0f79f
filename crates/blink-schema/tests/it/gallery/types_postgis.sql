-- shows: columns of PostGIS that take one kind of place, in one system of coordinates
-- since: 12
-- extensions: postgis
-- ask: SELECT id FROM area WHERE NOT ST_IsValid(zone) OR ST_Area(zone) = 0 => nothing
-- ask at 100: SELECT count(DISTINCT ST_AsText(zone)) > 20 FROM area => t
CREATE TABLE area (id int PRIMARY KEY, zone geometry(Polygon, 4326) NOT NULL, centre geometry(Point, 4326) NOT NULL UNIQUE, anything geometry NOT NULL, border geometry(LineString) NOT NULL,
    parts geometry(MultiPolygon, 3857) NOT NULL, stops geometry(MultiPoint, 25832) NOT NULL, tracks geometry(MultiLineString, 4326) NOT NULL, mixed geometry(GeometryCollection, 4326) NOT NULL);
CREATE TABLE survey (id int PRIMARY KEY, z geometry(PointZ, 4326) NOT NULL, m geometry(LineStringM, 4326) NOT NULL, zm geometry(PolygonZM) NOT NULL, globe geography NOT NULL, spot geography(Point) NOT NULL, region geography(Polygon, 4326) NOT NULL,
    arc geometry(CircularString) NOT NULL, compound geometry(CompoundCurve) NOT NULL, curved geometry(CurvePolygon) NOT NULL, curves geometry(MultiCurve) NOT NULL, surfaces geometry(MultiSurface) NOT NULL,
    solid geometry(PolyhedralSurface) NOT NULL, triangle geometry(Triangle) NOT NULL, net geometry(TIN) NOT NULL, pm geometry(MultiPointZ, 4326) NOT NULL);
