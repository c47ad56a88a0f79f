//! The program runs, and every work and tool has a result. No time is looked at.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

fn bench(args: &[&str]) -> Output {
    let output = Command::new(env!("CARGO_BIN_EXE_blink-bench"))
        .args(args)
        .output()
        .expect("it starts");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{args:?}: {said}");
    output
}

#[test]
fn every_work_and_tool_has_a_result_and_every_work_a_picture() {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("quick");
    let json = directory.with_extension("json");
    let (plots, file) = (directory.to_str().unwrap(), json.to_str().unwrap());
    // No less, so that more than one chunk is sent.
    let output = bench(&["--quick", "--rows", "6000", "--json", file, "--plots", plots]);

    let left_out = String::from_utf8(output.stderr).unwrap();
    let results = serde_json::from_str::<Vec<Value>>(&std::fs::read_to_string(json).unwrap()).unwrap();
    let listed = String::from_utf8(bench(&["--list"]).stdout).unwrap();
    assert!(listed.lines().count() > 50, "{listed}");
    for line in listed.lines() {
        let [work, tool, _] = line.split(' ').collect::<Vec<_>>()[..] else {
            panic!("{line}");
        };
        if left_out.contains(&format!("{tool} is left out")) {
            continue;
        }
        let result = results
            .iter()
            .find(|result| result["work"] == work && result["tool"] == tool);
        let result = result.unwrap_or_else(|| panic!("{work} has no result of {tool}: {left_out}"));
        for field in [
            "rows",
            "threads",
            "median_s",
            "min_s",
            "ratio_to_floor",
            "client_cpu_s",
            "peak_rss_mb",
        ] {
            let what = || format!("{work} {tool} {field}: {result}");
            assert!(
                result[field].as_f64().unwrap_or_else(|| panic!("{}", what())) >= 0.0,
                "{}",
                what()
            );
        }
        // Nothing where there was no server.
        assert!(result.get("server_cpu_s").is_some(), "{result}");
        let picture = std::fs::read_to_string(directory.join(format!("{work}.svg"))).unwrap();
        assert!(
            picture.contains(tool) && picture.ends_with("</svg>\n"),
            "{work}: {tool}"
        );
    }
}
