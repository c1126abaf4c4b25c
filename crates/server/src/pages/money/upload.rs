//! Forms with a file: read piece by piece, refused as soon as they are too large.

use axum::extract::Multipart;
use axum::extract::multipart::{Field, MultipartError};

use crate::site::{Site, Trouble};
use crate::visit::{Filled, Visit};

/// A form with a file.
pub struct Uploaded {
    /// Its fields.
    pub filled: Filled,
    /// What is in the file; nothing, if none was chosen.
    pub file: Vec<u8>,
    /// What the file is called.
    pub name: String,
}

/// How large all other fields of a form may be together, in bytes.
const FIELDS: usize = 1 << 20;

/// Reads a form whose guard stands before its file; the file is named `file`.
///
/// # Errors
/// [`Trouble::Forged`] before anything of the file is read; a file of more than `limit` bytes.
pub async fn read(
    site: &Site,
    visit: &Visit,
    mut form: Multipart,
    limit: usize,
) -> Result<Uploaded, Trouble> {
    let mut found = Uploaded { filled: Filled::default(), file: Vec::new(), name: String::new() };
    let mut left = FIELDS;
    while let Some(field) = form.next_field().await.map_err(broken_off)? {
        let name = field.name().unwrap_or_default().to_owned();
        if name == "file" {
            site.guarded(visit, &found.filled)?;
            found.name = field.file_name().unwrap_or_default().to_owned();
            found.file = bytes(field, limit).await?;
        } else {
            let value = bytes(field, left).await?;
            left -= value.len();
            found.filled = found.filled.with(&name, String::from_utf8_lossy(&value));
        }
    }
    site.guarded(visit, &found.filled)?;
    Ok(found)
}

/// The bytes of a field, no more than `most`.
async fn bytes(mut field: Field<'_>, most: usize) -> Result<Vec<u8>, Trouble> {
    let mut all = Vec::new();
    while let Some(piece) = field.chunk().await.map_err(broken_off)? {
        if all.len() + piece.len() > most {
            return Err(too_large(most));
        }
        all.extend_from_slice(&piece);
    }
    Ok(all)
}

fn too_large(most: usize) -> Trouble {
    let most = most >> 20;
    Trouble::Refused(format!(
        "file_too_large: the file has more than {most} MB; send a shorter time, or use the terminal"
    ))
}

#[expect(clippy::needless_pass_by_value, reason = "it is what map_err gives")]
fn broken_off(error: MultipartError) -> Trouble {
    let reason = error.body_text();
    Trouble::Refused(format!(
        "upload_broken: the form did not arrive whole ({reason}); send it again"
    ))
}
