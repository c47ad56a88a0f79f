//! Results as pictures.

use std::path::Path;

use anyhow::Context as _;
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use crate::results::Result;
use crate::works::Work;

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

const WIDTH: u32 = 860;
/// The space before the bars, for the names.
const LEFT: i32 = 300;
/// The space after bars and lines.
const RIGHT: i32 = 180;
const TITLE: i32 = 62;
const SUBTITLE: i32 = 28;
const BAR: i32 = 24;
const LINES: u32 = 480;
/// The font size of most text.
const SMALL: i32 = 16;

const INK: RGBColor = RGBColor(33, 37, 41);
const FAINT: RGBColor = RGBColor(134, 142, 150);
const GRID: RGBColor = RGBColor(222, 226, 230);
const BLINK: RGBColor = RGBColor(224, 89, 15);
const SERVER: RGBColor = RGBColor(134, 142, 150);
const PEER: RGBColor = RGBColor(66, 133, 200);

/// The colors of the peers' lines, which cross.
const PALETTE: [RGBColor; 12] = [
    RGBColor(25, 113, 194),
    RGBColor(47, 158, 68),
    RGBColor(156, 54, 181),
    RGBColor(12, 133, 153),
    RGBColor(194, 37, 92),
    RGBColor(102, 128, 11),
    RGBColor(59, 91, 219),
    RGBColor(146, 84, 32),
    RGBColor(9, 146, 104),
    RGBColor(112, 72, 232),
    RGBColor(201, 42, 42),
    RGBColor(184, 134, 11),
];

/// The smallest number of sizes at which lines show more than bars.
const SIZES_OF_LINES: usize = 3;

/// Draws a picture for each work.
pub(crate) fn draw(results: &[Result], directory: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(directory).with_context(|| directory.display().to_string())?;
    for work in groups(results, |result| &result.work) {
        let file = directory.join(format!("{}.svg", work[0].work));
        let sizes = groups_of(&work, |result| result.rows);
        let drawn = if sizes.len() < SIZES_OF_LINES {
            bars(&sizes, &file)
        } else {
            lines(&work, &file)
        };
        drawn.with_context(|| file.display().to_string())?;
    }
    Ok(())
}

/// Groups the results by key, in the order in which the keys first occur.
fn groups<'r, K: PartialEq>(results: &'r [Result], key: impl Fn(&'r Result) -> K) -> Vec<Vec<&'r Result>> {
    groups_of(&results.iter().collect::<Vec<_>>(), key)
}

fn groups_of<'r, K: PartialEq>(results: &[&'r Result], key: impl Fn(&'r Result) -> K) -> Vec<Vec<&'r Result>> {
    let mut groups = Vec::<(K, Vec<&Result>)>::new();
    for result in results {
        let key = key(result);
        match groups.iter_mut().find(|(known, _)| *known == key) {
            Some((_, group)) => group.push(result),
            None => groups.push((key, vec![result])),
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

/// Draws the median seconds of each tool as a bar, the fastest first, with a group for each size.
fn bars(sizes: &[Vec<&Result>], file: &Path) -> anyhow::Result<()> {
    let height = sizes.iter().map(|tools| SUBTITLE + BAR * length(tools.len()) + 12);
    let height = TITLE + height.sum::<i32>() + 8;
    let area = area(file, height.unsigned_abs())?;
    title(&area, &sizes[0][0].work, "seconds, median")?;
    let mut y = TITLE;
    for tools in sizes {
        let mut tools = tools.clone();
        tools.sort_by(|a, b| a.median_s.total_cmp(&b.median_s));
        let slowest = tools.iter().map(|tool| tool.median_s).fold(f64::MIN_POSITIVE, f64::max);
        let rows = format!("{} rows", thousands(tools[0].rows));
        text(&area, &rows, (LEFT, y + SUBTITLE / 2), HPos::Left, FAINT, SMALL)?;
        y += SUBTITLE;
        for tool in tools {
            let middle = y + BAR / 2;
            let ink = if is_blink(tool) { BLINK } else { INK };
            text(&area, &tool.tool, (LEFT - 10, middle), HPos::Right, ink, SMALL)?;
            let share = tool.median_s / slowest;
            let end = LEFT + pixels(share * f64::from(WIDTH.cast_signed() - LEFT - RIGHT)).max(1);
            let bar = [(LEFT, y + 3), (end, y + BAR - 3)];
            area.draw(&Rectangle::new(bar, color(tool).filled()))?;
            let value = match tool.ratio_to_floor {
                Some(ratio) => format!("{}  (×{ratio:.2})", seconds(tool.median_s)),
                None => seconds(tool.median_s),
            };
            text(&area, &value, (end + 8, middle), HPos::Left, INK, SMALL)?;
            y += BAR;
        }
        y += 12;
    }
    Ok(area.present()?)
}

/// Draws the rows per second of each tool over the number of rows.
fn lines(work: &[&Result], file: &Path) -> anyhow::Result<()> {
    let area = area(file, LINES)?;
    title(
        &area,
        &work[0].work,
        "rows a second over rows, both logarithmic; more is better",
    )?;
    let tools = groups_of(work, |result| &result.tool);
    let (first, last) = range(work, |result| result.rows as f64);
    let (slowest, fastest) = range(work, |result| result.rows_per_s);
    let names = RIGHT.unsigned_abs() + 70;
    let mut chart = ChartBuilder::on(&area)
        .margin_top(TITLE)
        .margin_right(names)
        .margin_left(10)
        .margin_bottom(5)
        .x_label_area_size(40)
        .y_label_area_size(70)
        .build_cartesian_2d(
            (first..last * 1.01).log_scale(),
            (slowest / 1.3..fastest * 1.3).log_scale(),
        )?;
    let style = ("sans-serif", SMALL).into_font().color(&INK);
    chart
        .configure_mesh()
        .bold_line_style(GRID)
        .light_line_style(TRANSPARENT)
        .axis_style(FAINT)
        .label_style(style)
        .x_label_formatter(&|rows| short(*rows))
        .y_labels(30)
        .y_label_formatter(&|rows| if is_round(*rows) { short(*rows) } else { String::new() })
        .draw()?;
    let mut ends = Vec::new();
    let mut palette = PALETTE.iter().cycle();
    for tool in &tools {
        let color = match color(tool[0]) {
            PEER => *palette.next().unwrap_or(&PEER),
            color => color,
        };
        let width = if is_blink(tool[0]) { 3 } else { 2 };
        let mut points = tool.iter().map(|result| (result.rows as f64, result.rows_per_s));
        chart.draw_series(LineSeries::new(points.clone(), color.stroke_width(width)))?;
        chart.draw_series(points.clone().map(|point| Circle::new(point, 3, color.filled())))?;
        let end = points.next_back().unwrap_or_default();
        ends.push((chart.backend_coord(&end).1, &tool[0].tool, color, end.0 < last));
    }
    names_of_lines(&area, ends)?;
    Ok(area.present()?)
}

/// The lowest and the highest value.
fn range(work: &[&Result], value: fn(&Result) -> f64) -> (f64, f64) {
    let values = work.iter().map(|result| value(result));
    values.fold((f64::INFINITY, 0.0), |(least, most): (f64, f64), value| {
        (least.min(value), most.max(value))
    })
}

/// Writes each name at the height at which its line ends, or as near to it as there is room.
fn names_of_lines(area: &Area<'_>, mut ends: Vec<(i32, &String, RGBColor, bool)>) -> anyhow::Result<()> {
    const LINE: i32 = 17;
    ends.sort_by_key(|end| end.0);
    let mut heights = ends.iter().map(|end| end.0).collect::<Vec<_>>();
    for n in 1..heights.len() {
        heights[n] = heights[n].max(heights[n - 1] + LINE);
    }
    // The names move up again if the last have no room.
    let lowest = LINES.cast_signed() - 2 * LINE - 6;
    for n in (0..heights.len()).rev() {
        let below = heights.get(n + 1).map_or(lowest, |below| below - LINE);
        heights[n] = heights[n].min(below);
    }
    let x = WIDTH.cast_signed() - RIGHT - 70 + 10;
    let mut some_early = false;
    for ((_, tool, color, early), y) in ends.into_iter().zip(heights) {
        let name = if early { format!("{tool} *") } else { tool.clone() };
        text(area, &name, (x, y), HPos::Left, color, SMALL)?;
        some_early |= early;
    }
    if some_early {
        let bottom = LINES.cast_signed() - 14;
        text(
            area,
            "* not measured with more rows",
            (x, bottom),
            HPos::Left,
            FAINT,
            SMALL,
        )?;
    }
    Ok(())
}

/// A white drawing area, readable on a dark page, too.
fn area(file: &Path, height: u32) -> anyhow::Result<Area<'_>> {
    let area = SVGBackend::new(file, (WIDTH, height)).into_drawing_area();
    area.fill(&WHITE)?;
    Ok(area)
}

fn title(area: &Area<'_>, work: &str, what: &str) -> anyhow::Result<()> {
    text(area, work, (14, 20), HPos::Left, INK, 20)?;
    text(area, what, (WIDTH.cast_signed() - 14, 20), HPos::Right, FAINT, SMALL)?;
    let about = Work::named(work).map_or("", |work| work.about);
    text(area, about, (14, 44), HPos::Left, INK, SMALL)
}

fn text(area: &Area<'_>, what: &str, at: (i32, i32), side: HPos, color: RGBColor, size: i32) -> anyhow::Result<()> {
    let style = ("sans-serif", size).into_font().color(&color);
    let style = style.pos(Pos::new(side, VPos::Center));
    Ok(area.draw_text(what, &style, at)?)
}

fn is_blink(result: &Result) -> bool {
    result.tool.split('-').any(|part| part == "blink")
}

fn color(result: &Result) -> RGBColor {
    if is_blink(result) {
        BLINK
    } else if result.tool.starts_with("server-") {
        SERVER
    } else {
        PEER
    }
}

fn seconds(value: f64) -> String {
    if value < 1.0 {
        format!("{:.1} ms", 1000.0 * value)
    } else {
        format!("{value:.2} s")
    }
}

/// Returns true for 1, 2 or 5 and zeros: other labels would be too close to each other.
fn is_round(value: f64) -> bool {
    let first = value / 10_f64.powf(value.log10().floor());
    [1.0, 2.0, 5.0, 10.0].iter().any(|round| (first - round).abs() < 0.01)
}

/// Abbreviates a number of rows: `1 k`, `1 M`.
fn short(rows: f64) -> String {
    if rows < 1e3 {
        format!("{rows}")
    } else if rows < 1e6 {
        format!("{} k", rows / 1e3)
    } else {
        format!("{} M", rows / 1e6)
    }
}

fn thousands(rows: u64) -> String {
    let digits = rows.to_string();
    let mut text = String::new();
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[expect(clippy::cast_possible_truncation, reason = "some hundreds")]
fn pixels(value: f64) -> i32 {
    value.round() as i32
}

fn length(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}
