//! Policy documents as IAM's answers hold them.

/// The text of a document: "the policy document is URL-encoded, compliant with RFC 3986" (IAM API
/// reference). What is no such encoding stays as it is; a quotation mark never stands in one.
pub(super) fn decoded(document: &str) -> String {
    if document.contains('"') {
        return document.to_owned();
    }
    let mut bytes = Vec::with_capacity(document.len());
    let mut rest = document.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let byte = match after.split_at_checked(2) {
            Some((digits, after)) if *first == b'%' => hexadecimal(digits).map(|b| (b, after)),
            _ => None,
        };
        let (byte, after) = byte.unwrap_or((*first, after));
        bytes.push(byte);
        rest = after;
    }
    String::from_utf8(bytes).unwrap_or_else(|_| document.to_owned())
}

fn hexadecimal(digits: &[u8]) -> Option<u8> {
    let text = std::str::from_utf8(digits).ok()?;
    let is_number = text.bytes().all(|digit| digit.is_ascii_hexdigit());
    is_number.then(|| u8::from_str_radix(text, 16).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_decoded() {
        for (encoded, expected) in [
            ("%7B%22a%22%3A%20%22b%2Bc%22%7D", r#"{"a": "b+c"}"#),
            (r#"{"a": "b%20c"}"#, r#"{"a": "b%20c"}"#),
            ("%c3%A4+%", "ä+%"),
            ("%zz%4", "%zz%4"),
            ("%+1", "%+1"),
            ("%ff", "%ff"),
            ("", ""),
        ] {
            assert_eq!(decoded(encoded), expected);
        }
    }
}
