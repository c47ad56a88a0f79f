//! A question that is answered by typing.

use std::fs::File;
use std::io::{self, BufRead, BufReader, IsTerminal as _, Write as _};

use tokio::sync::oneshot;

/// The device that names the terminal of the process, even if stdin is a file or a pipe.
const DEVICE: &str = if cfg!(windows) { "CONIN$" } else { "/dev/tty" };

/// A terminal at which somebody can answer.
///
/// The answer is never read from stdin while that is something else: `zcat people.csv.gz | blink load -` sends data
/// through it.
#[derive(Debug)]
pub struct Terminal(Keyboard);

#[derive(Debug)]
enum Keyboard {
    Device(File),
    Stdin,
}

impl Terminal {
    /// Opens the terminal of the process; None if nobody could read the question or type an answer.
    pub fn open() -> Option<Self> {
        if !io::stderr().is_terminal() {
            return None;
        }
        match File::open(DEVICE) {
            Ok(device) if device.is_terminal() => Some(Self(Keyboard::Device(device))),
            _ if io::stdin().is_terminal() => Some(Self(Keyboard::Stdin)),
            _ => None,
        }
    }

    /// Asks, and waits for a line, which is returned without its end. None if the terminal was closed (Ctrl-D).
    ///
    /// The line is read on a thread that goes on waiting if the future is dropped, so that a signal can end the wait.
    ///
    /// # Errors
    /// If the terminal cannot be read.
    pub async fn ask(self, question: &str) -> io::Result<Option<String>> {
        anstream::stderr().lock().write_all(question.as_bytes())?;
        let (send, answer) = oneshot::channel();
        std::thread::Builder::new()
            .name("blink-answer".to_owned())
            .spawn(move || {
                let read = match self.0 {
                    Keyboard::Device(device) => read_answer(BufReader::new(device)),
                    Keyboard::Stdin => read_answer(io::stdin().lock()),
                };
                // The asker may have gone.
                let _gone = send.send(read);
            })?;
        answer.await.unwrap_or(Ok(None))
    }
}

/// Reads a line, without its end; None at the end of the input.
fn read_answer(mut keyboard: impl BufRead) -> io::Result<Option<String>> {
    let mut line = Vec::new();
    if keyboard.read_until(b'\n', &mut line)? == 0 {
        return Ok(None);
    }
    let line = String::from_utf8_lossy(&line);
    let line = line.strip_suffix('\n').unwrap_or(&line);
    Ok(Some(line.strip_suffix('\r').unwrap_or(line).to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_a_line_without_its_end() {
        let read = |typed: &[u8]| read_answer(typed).unwrap();
        assert_eq!(read(b"shop\n"), Some("shop".to_owned()));
        assert_eq!(read(b" shop \r\nmore"), Some(" shop ".to_owned()));
        assert_eq!((read(b"shop"), read(b"")), (Some("shop".to_owned()), None));
        assert_eq!(read(b"\xff\n"), Some("\u{fffd}".to_owned()));
    }
}
