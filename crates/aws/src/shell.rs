//! Words of a command as a person may type them.

/// The words as one line for a POSIX shell: `sh`, `bash`, `zsh`. Words that a shell would not read as
/// they are stand in single quotes ("Quoting" in the POSIX shell command language).
pub(crate) fn line(words: &[String]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| quote(word)).collect();
    quoted.join(" ")
}

fn quote(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:@%+,".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    // Nothing is special within single quotes, so a quote itself has to stand outside of them.
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_what_a_shell_reads_otherwise_is_quoted() {
        let words = ["aws", "--id", "sg-1", "", "it's", r#"{"a": "$HOME"}"#].map(str::to_owned);
        let line = line(&words);
        assert_eq!(line, r#"aws --id sg-1 '' 'it'\''s' '{"a": "$HOME"}'"#);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(16))]
        #[test]
        fn a_shell_reads_the_words_that_were_given(words in prop::collection::vec("[^\0]{0,12}", 1..8)) {
            let script = format!("printf '%s\\0' {}", line(&words));
            let said = Command::new("sh").args(["-c", &script]).output().unwrap();
            let mut read: Vec<_> = said.stdout.split(|byte| *byte == 0).collect();
            prop_assert_eq!(read.pop(), Some(&b""[..]));
            prop_assert_eq!(read, words.iter().map(String::as_bytes).collect::<Vec<_>>());
        }
    }
}
