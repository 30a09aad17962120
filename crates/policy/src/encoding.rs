//! Bytes to text: what shells make of `terraform show -json > plan.json`.
//!
//! Windows PowerShell writes UTF-16 with a byte order mark, some editors add one to UTF-8, and a
//! few tools write UTF-16 without any. All of them are read; nothing is guessed beyond that.

use std::borrow::Cow;

/// Text could not be made of the bytes.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Undecodable {
    /// Neither UTF-8 nor UTF-16; the offset is that of the first bad byte.
    NotText(usize),
    /// UTF-16 that ends in the middle, or has a lone surrogate.
    BrokenUtf16,
}

/// The text of `bytes`, from UTF-8 or UTF-16, without a byte order mark.
pub(crate) fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, Undecodable> {
    match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => utf8(rest),
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes).map(Cow::Owned),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes).map(Cow::Owned),
        // JSON begins with an ASCII character, so a NUL beside it can only be half of UTF-16.
        [first, 0, ..] if *first != 0 => utf16(bytes, u16::from_le_bytes).map(Cow::Owned),
        [0, second, ..] if *second != 0 => utf16(bytes, u16::from_be_bytes).map(Cow::Owned),
        _ => utf8(bytes),
    }
}

fn utf8(bytes: &[u8]) -> Result<Cow<'_, str>, Undecodable> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Cow::Borrowed(text)),
        Err(error) => Err(Undecodable::NotText(error.valid_up_to())),
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, Undecodable> {
    let (pairs, []) = bytes.as_chunks::<2>() else {
        return Err(Undecodable::BrokenUtf16);
    };
    char::decode_utf16(pairs.iter().map(|pair| unit(*pair)))
        .collect::<Result<String, _>>()
        .map_err(|_| Undecodable::BrokenUtf16)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encode(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(unit).collect()
    }

    #[test]
    fn every_encoding_of_the_same_text_decodes_to_it() {
        let text = "{\"name\":\"Zoë 🔒\"}";
        let spellings = [
            text.as_bytes().to_vec(),
            [&[0xEF, 0xBB, 0xBF], text.as_bytes()].concat(),
            encode(&format!("\u{feff}{text}"), u16::to_le_bytes),
            encode(&format!("\u{feff}{text}"), u16::to_be_bytes),
            encode(text, u16::to_le_bytes),
            encode(text, u16::to_be_bytes),
        ];
        for bytes in spellings {
            assert_eq!(decode(&bytes).unwrap(), text);
        }
    }

    #[test]
    fn halves_of_characters_are_refused() {
        let mut bytes = encode("\u{feff}{}", u16::to_le_bytes);
        bytes.pop();
        assert_eq!(decode(&bytes), Err(Undecodable::BrokenUtf16));
        assert_eq!(decode(b"{\"a\":\"\xff\"}"), Err(Undecodable::NotText(6)));
    }
}
