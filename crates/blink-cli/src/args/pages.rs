//! Completions for shells, and manual pages.

use std::io;

use clap_complete::Shell;

use crate::exit::Failure;

/// The completions of a shell.
pub fn completions(shell: Shell) -> Vec<u8> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut super::command(), "blink", &mut script);
    script
}

/// The manual page of the program, or of one of its commands, as roff.
///
/// # Errors
/// If there is no such command.
pub fn man(name: Option<&str>) -> Result<Vec<u8>, Failure> {
    let mut program = super::command();
    program.build();
    let command = match name {
        None => program,
        Some(name) => match program.find_subcommand(name) {
            Some(found) => found.clone(),
            None => return Err(unknown(&program, name)),
        },
    };
    page(command).map_err(|error| Failure::usage(format!("the manual page could not be made: {error}")))
}

fn page(command: clap::Command) -> io::Result<Vec<u8>> {
    let mut page = Vec::new();
    clap_mangen::Man::new(command).render(&mut page)?;
    Ok(page)
}

fn unknown(program: &clap::Command, name: &str) -> Failure {
    let names = program
        .get_subcommands()
        .map(clap::Command::get_name)
        .filter(|name| *name != "help");
    let names = names.collect::<Vec<_>>().join(", ");
    Failure::usage(format!("there is no command {name}")).with_help(format!("the commands are {names}"))
}
