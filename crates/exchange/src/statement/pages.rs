//! Rows on pages, as the objects of a PDF.

use super::letters::{encode, is_shown, wrap};
use super::rows::{Columns, LEFT, RIGHT, Row, SIZE, Weight, lay_out, wide};
use super::{AccountStatement, Wording};
use pdf_writer::{Content, Finish, Name, Pdf, Rect, Ref, Str, TextStr};

/// Where things stand from the bottom, in tenths of a point; A4 is 8420 high.
const TOP: i32 = 7800;
const BOTTOM: i32 = 800;
const FOOT: i32 = 450;
/// From one row to the next.
const ROW: i32 = 130;
/// What the heading, the holder, the period and the unit take on the first page.
const HEAD: i32 = 1000;
/// How many letters of a heading are printed, so that it stays on its line.
const LONGEST_HEAD: usize = 60;

const PLAIN: Name<'static> = Name(b"F1");
const STRONG: Name<'static> = Name(b"F2");
const CATALOG: i32 = 1;
const TREE: i32 = 2;
const PLAIN_FONT: i32 = 3;
const STRONG_FONT: i32 = 4;
const INFO: i32 = 5;
const FIRST_PAGE: i32 = 6;

/// The bytes of a PDF with a statement that adds up.
pub(super) fn write(statement: &AccountStatement) -> Vec<u8> {
    let (columns, rows) = lay_out(statement);
    let pages = paginate(&rows);
    // Two objects a page: the page itself and what is on it.
    let ids: Vec<i32> = (FIRST_PAGE..).step_by(2).take(pages.len()).collect();
    let mut pdf = Pdf::new();
    pdf.catalog(Ref::new(CATALOG)).pages(Ref::new(TREE));
    let count = i32::try_from(ids.len()).unwrap_or(i32::MAX);
    pdf.pages(Ref::new(TREE)).kids(ids.iter().map(|id| Ref::new(*id))).count(count);
    for (font, name) in [(PLAIN_FONT, "Helvetica"), (STRONG_FONT, "Helvetica-Bold")] {
        let mut object = pdf.type1_font(Ref::new(font));
        object.base_font(Name(name.as_bytes())).encoding_predefined(Name(b"WinAnsiEncoding"));
    }
    pdf.document_info(Ref::new(INFO)).title(TextStr(&statement.heading));
    let foot = Foot::new(statement, pages.len());
    for (number, (rows, id)) in (1..).zip(pages.iter().zip(&ids)) {
        let mut sheet = Sheet::new();
        let top = if number == 1 { sheet.head(statement) } else { sheet.short_head(statement) };
        sheet.table(&statement.wording, rows, columns, top);
        sheet.foot(&foot, number);
        write_page(&mut pdf, *id, sheet);
    }
    pdf.finish()
}

/// The rows of each page; the first has less room for its heading.
fn paginate(rows: &[Row]) -> Vec<&[Row]> {
    // Two rows' height for the names of the columns.
    let room = |height: i32| usize::try_from(height / ROW - 2).unwrap_or(1).max(1);
    let (first, rest) = rows.split_at(rows.len().min(room(TOP - HEAD - BOTTOM)));
    std::iter::once(first).chain(rest.chunks(room(TOP - BOTTOM))).collect()
}

fn write_page(pdf: &mut Pdf, id: i32, sheet: Sheet) {
    let mut page = pdf.page(Ref::new(id));
    page.media_box(Rect::new(0.0, 0.0, 595.0, 842.0));
    page.parent(Ref::new(TREE)).contents(Ref::new(id + 1));
    let mut resources = page.resources();
    let mut fonts = resources.fonts();
    fonts.pair(PLAIN, Ref::new(PLAIN_FONT)).pair(STRONG, Ref::new(STRONG_FONT));
    fonts.finish();
    resources.finish();
    page.finish();
    pdf.stream(Ref::new(id + 1), &sheet.content.finish());
}

/// What stands at the foot of every page.
struct Foot {
    journal: Vec<u8>,
    note: Vec<u8>,
    page: String,
}

impl Foot {
    fn new(statement: &AccountStatement, pages: usize) -> Self {
        let heads = [&statement.heading, &statement.holder, &statement.period, &statement.unit];
        let texts = statement.lines.iter().map(|line| &line.text);
        let shown = texts.chain(heads).all(|text| is_shown(text));
        let wording = &statement.wording;
        let journal: String = statement.journal.chars().take(80).collect();
        Foot {
            journal: encode(&format!("{} {journal}", wording.journal)),
            note: if shown { Vec::new() } else { encode(&wording.unshown) },
            page: wording.page.replace("{pages}", &pages.to_string()),
        }
    }
}

/// One page, drawn in tenths of a point from its lower left corner.
struct Sheet {
    content: Content,
}

impl Sheet {
    fn new() -> Self {
        let mut content = Content::new();
        content.transform([0.1, 0.0, 0.0, 0.1, 0.0, 0.0]);
        Sheet { content }
    }

    /// Draws the heading of the first page; returns where the table begins.
    fn head(&mut self, statement: &AccountStatement) -> i32 {
        self.write(STRONG, 150, LEFT, TOP, &cut(&statement.heading));
        let unit = format!("{} {}", statement.wording.amounts_in, statement.unit);
        let lines = [&statement.holder, &statement.period, &unit];
        for (y, text) in (0..).map(|row| TOP - 260 - row * 150).zip(lines) {
            self.write(PLAIN, 105, LEFT, y, &cut(text));
        }
        TOP - HEAD
    }

    /// Draws whose page it is on those after the first; returns where the table begins.
    fn short_head(&mut self, statement: &AccountStatement) -> i32 {
        let AccountStatement { heading, holder, period, .. } = statement;
        for (x, text) in [(LEFT, heading), (LEFT + 1900, holder), (LEFT + 3500, period)] {
            let codes = cut(text);
            let codes = wrap(&codes, 1500 * 1000 / 70).into_iter().next().unwrap_or_default();
            self.write(PLAIN, 70, x, TOP + 200, &codes);
        }
        TOP
    }

    fn table(&mut self, wording: &Wording, rows: &[Row], columns: Columns, top: i32) {
        let [date, text, amount, balance] = wording.heads.each_ref().map(|head| encode(head));
        let names = Row { weight: Weight::Plain, date, text, amount, balance };
        self.row(&names, columns, top);
        self.rule(top - 45);
        for (y, row) in (2..).map(|place| top - 30 - place * ROW + ROW / 2).zip(rows) {
            self.row(row, columns, y);
        }
    }

    fn row(&mut self, row: &Row, columns: Columns, y: i32) {
        let font = match row.weight {
            Weight::Plain => PLAIN,
            Weight::Strong => STRONG,
        };
        self.write(font, SIZE, LEFT, y, &row.date);
        self.write(font, SIZE, columns.text, y, &row.text);
        for (edge, cell) in [(columns.amount, &row.amount), (RIGHT, &row.balance)] {
            // Digits are as wide in both fonts, so figures align on their last.
            self.write(font, SIZE, edge - wide(cell, SIZE), y, cell);
        }
    }

    fn foot(&mut self, foot: &Foot, number: usize) {
        self.rule(FOOT + 120);
        let page = encode(&foot.page.replace("{number}", &number.to_string()));
        self.write(PLAIN, 70, LEFT, FOOT, &foot.journal);
        self.write(PLAIN, 70, LEFT, FOOT - 100, &foot.note);
        self.write(PLAIN, 70, RIGHT - wide(&page, 70), FOOT, &page);
    }

    fn write(&mut self, font: Name<'_>, size: i32, x: i32, y: i32, codes: &[u8]) {
        if codes.is_empty() {
            return;
        }
        self.content.begin_text();
        self.content.set_font(font, place(size).into());
        self.content.next_line(place(x).into(), place(y).into());
        self.content.show(Str(codes));
        self.content.end_text();
    }

    fn rule(&mut self, y: i32) {
        self.content.set_line_width(5.0);
        self.content.move_to(place(LEFT).into(), place(y).into());
        self.content.line_to(place(RIGHT).into(), place(y).into());
        self.content.stroke();
    }
}

/// A place on the sheet; it is 5950 by 8420, so that none is lost.
fn place(tenths: i32) -> i16 {
    i16::try_from(tenths).unwrap_or(i16::MAX)
}

/// The first line of a heading.
fn cut(text: &str) -> Vec<u8> {
    let mut codes = encode(text);
    if codes.len() > LONGEST_HEAD {
        codes.truncate(LONGEST_HEAD - 1);
        // An ellipsis.
        codes.push(0x85);
    }
    wrap(&codes, i32::MAX / 2).concat()
}
