//! Texts, damaged: what a broken disk, a hasty editor or an attacker may make of them.

use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;

/// One change; places are shares of the text, so that they fit any.
#[derive(Clone, Debug)]
pub(crate) enum Damage {
    /// Other bytes in place of some.
    Replace(f64, usize, Vec<u8>),
    /// A word of the trade, put in.
    Insert(f64, usize),
    /// A part, gone.
    Remove(f64, usize),
    /// A part, said again elsewhere.
    Repeat(f64, usize, f64),
}

/// A few changes at once.
pub(crate) fn damages() -> impl Strategy<Value = Vec<Damage>> {
    let length = 0..80_usize;
    let damage = prop_oneof![
        (
            0.0..1.0,
            0..4_usize,
            prop::collection::vec(any::<u8>(), 0..4)
        )
            .prop_map(|(at, length, bytes)| Damage::Replace(at, length, bytes)),
        (0.0..1.0, any::<usize>()).prop_map(|(at, word)| Damage::Insert(at, word)),
        (0.0..1.0, length.clone()).prop_map(|(at, length)| Damage::Remove(at, length)),
        (0.0..1.0, length, 0.0..1.0).prop_map(|(at, length, to)| Damage::Repeat(at, length, to)),
    ];
    prop::collection::vec(damage, 1..4)
}

/// The text after all changes.
pub(crate) fn damaged(text: &[u8], damages: &[Damage], words: &[&str]) -> Vec<u8> {
    let mut text = text.to_vec();
    for damage in damages {
        match damage {
            Damage::Replace(at, length, bytes) => {
                let range = range(&text, *at, *length);
                text.splice(range, bytes.iter().copied());
            }
            Damage::Insert(at, word) => {
                let range = range(&text, *at, 0);
                text.splice(range, words[word % words.len()].bytes());
            }
            Damage::Remove(at, length) => {
                let range = range(&text, *at, *length);
                text.drain(range);
            }
            Damage::Repeat(at, length, to) => {
                let part = text[range(&text, *at, *length)].to_vec();
                let to = range(&text, *to, 0);
                text.splice(to, part);
            }
        }
    }
    text
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share of a length is within it"
)]
fn range(text: &[u8], at: f64, length: usize) -> std::ops::Range<usize> {
    let start = (text.len() as f64 * at) as usize;
    start..(start + length).min(text.len())
}

/// Every file with this extension below a directory of this crate, in a stable order.
pub(crate) fn files(directory: &str, extension: &str) -> Vec<PathBuf> {
    let (mut found, mut open) = (
        Vec::new(),
        vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(directory)],
    );
    while let Some(next) = open.pop() {
        if next.is_dir() {
            open.extend(
                fs::read_dir(next)
                    .unwrap()
                    .map(|entry| entry.unwrap().path()),
            );
        } else if next.extension().is_some_and(|named| named == extension) {
            found.push(next);
        }
    }
    found.sort();
    found
}
