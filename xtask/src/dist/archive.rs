//! Archives that are the same whenever and wherever they are made, and their sums.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use flate2::write::DeflateEncoder;
use flate2::{Compression, Crc};
use sha2::{Digest as _, Sha256};

/// Facts of the format, from PKWARE's APPNOTE.TXT 6.3.10, sections 4.3 and 4.4.
mod format {
    pub(super) const LOCAL: u32 = 0x0403_4b50;
    pub(super) const CENTRAL: u32 = 0x0201_4b50;
    pub(super) const END: u32 = 0x0605_4b50;
    /// What unpacking needs: version 2.0, for deflate.
    pub(super) const VERSION: u16 = 20;
    /// Made on Unix, so that modes count.
    pub(super) const MADE_BY: u16 = (3 << 8) | VERSION;
    pub(super) const DEFLATE: u16 = 8;
    /// The first of January 1980, the earliest day there is.
    pub(super) const DAY: u16 = (1 << 5) | 1;
    /// A regular file, in the upper half of the attributes with its mode.
    pub(super) const REGULAR: u32 = 0o100_000;
}

/// A file in an archive.
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) from: PathBuf,
    /// As in `0o755`.
    pub(super) mode: u32,
}

/// Writes `entries` to `path` as a zip, in the order of their names, with a time that never changes.
/// There is no room in it for a file of 4 GB.
pub(super) fn write(path: &Path, mut entries: Vec<Entry>) -> Result<()> {
    entries.sort_by(|one, other| one.name.cmp(&other.name));
    let (mut archive, mut directory) = (Vec::new(), Vec::new());
    for entry in &entries {
        let bytes =
            fs::read(&entry.from).with_context(|| format!("reading `{}`", entry.from.display()))?;
        append(&mut archive, &mut directory, entry, &bytes)
            .with_context(|| format!("packing `{}`", entry.from.display()))?;
    }
    end(&mut archive, &directory, entries.len())?;
    fs::write(path, archive).with_context(|| format!("writing `{}`", path.display()))
}

fn append(archive: &mut Vec<u8>, directory: &mut Vec<u8>, of: &Entry, bytes: &[u8]) -> Result<()> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    let packed = encoder.finish()?;
    let mut crc = Crc::new();
    crc.update(bytes);
    let offset = u32::try_from(archive.len())?;
    // Both headers have this in common.
    let mut common = Vec::new();
    for short in [format::VERSION, 0, format::DEFLATE, 0, format::DAY] {
        common.extend(short.to_le_bytes());
    }
    for long in [
        crc.sum(),
        u32::try_from(packed.len())?,
        u32::try_from(bytes.len())?,
    ] {
        common.extend(long.to_le_bytes());
    }
    common.extend(u16::try_from(of.name.len())?.to_le_bytes());
    common.extend(0_u16.to_le_bytes());

    archive.extend(format::LOCAL.to_le_bytes());
    archive.extend(&common);
    archive.extend(of.name.as_bytes());
    archive.extend(packed);

    directory.extend(format::CENTRAL.to_le_bytes());
    directory.extend(format::MADE_BY.to_le_bytes());
    directory.extend(&common);
    // No comment, one disk, no attributes of MS-DOS.
    directory.extend([0; 6]);
    directory.extend(((format::REGULAR | of.mode) << 16).to_le_bytes());
    directory.extend(offset.to_le_bytes());
    directory.extend(of.name.as_bytes());
    Ok(())
}

fn end(archive: &mut Vec<u8>, directory: &[u8], entries: usize) -> Result<()> {
    let offset = u32::try_from(archive.len())?;
    let entries = u16::try_from(entries)?;
    archive.extend(directory);
    archive.extend(format::END.to_le_bytes());
    archive.extend([0; 4]);
    archive.extend(entries.to_le_bytes());
    archive.extend(entries.to_le_bytes());
    archive.extend(u32::try_from(directory.len())?.to_le_bytes());
    archive.extend(offset.to_le_bytes());
    archive.extend(0_u16.to_le_bytes());
    Ok(())
}

/// The files of `folder` whose names `belongs` says belong together, one line for each, as
/// `sha256sum` prints and checks them.
pub(super) fn sums(folder: &Path, belongs: impl Fn(&str) -> bool) -> Result<String> {
    let mut lines = Vec::new();
    let entries =
        fs::read_dir(folder).with_context(|| format!("reading `{}`", folder.display()))?;
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if belongs(&name) {
            lines.push((sum(&entry.path())?, name));
        }
    }
    lines.sort_by(|one, other| one.1.cmp(&other.1));
    let lines = lines
        .into_iter()
        .map(|(sum, name)| format!("{sum}  {name}\n"));
    Ok(lines.collect())
}

fn sum(path: &Path) -> Result<String> {
    let mut file = File::open(path).with_context(|| format!("opening `{}`", path.display()))?;
    let mut digest = Hasher(Sha256::new());
    io::copy(&mut file, &mut digest).with_context(|| format!("reading `{}`", path.display()))?;
    Ok(hex::encode(digest.0.finalize()))
}

struct Hasher(Sha256);

impl io::Write for Hasher {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(folder: &Path, name: &str, text: &str) -> Entry {
        let from = folder.join(name);
        fs::write(&from, text).unwrap();
        Entry {
            name: name.to_owned(),
            from,
            mode: 0o755,
        }
    }

    #[test]
    fn the_same_files_give_the_same_archive_in_any_order() {
        let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let files = |of: &Path| vec![entry(of, "b", "two"), entry(of, "a", "one")];
        write(&one.path().join("x.zip"), files(one.path())).unwrap();
        let mut reversed = files(other.path());
        reversed.reverse();
        write(&other.path().join("x.zip"), reversed).unwrap();
        let zips = |name: &str| name.ends_with(".zip");
        let sums = [one.path(), other.path()].map(|folder| sums(folder, zips).unwrap());
        assert_eq!(sums[0], sums[1]);
    }

    #[test]
    fn sums_are_those_of_sha256sum() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("empty.zip"), "").unwrap();
        fs::write(folder.path().join("other.txt"), "").unwrap();
        assert_eq!(
            sums(folder.path(), |name| name.ends_with(".zip")).unwrap(),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  empty.zip\n"
        );
    }
}
