use proptest::prelude::*;

use super::*;

#[test]
fn text_is_found_with_and_without_diacritics() {
    for (text, folded) in [
        ("Bình đẳng giới", "binh dang gioi"),
        ("  BÌNH   ĐẲNG\tGIỚI ", "binh dang gioi"),
        ("Thuỷ Nguyên", "thuy nguyen"),
        ("Thủy Nguyên", "thuy nguyen"),
        ("1016/CTr-BCĐ", "1016/ctr-bcd"),
        ("", ""),
    ] {
        assert_eq!(fold(text), folded, "{text}");
    }
}

#[test]
fn names_sort_as_in_a_vietnamese_index() {
    let sorted = [
        "An",
        "An Biên",
        "An Dương",
        "An Lão",
        "Ăn",
        "Ân Thi",
        "Ba",
        "Bà",
        "Bả",
        "Bã",
        "Bá",
        "Bạ",
        "Bà Rịa",
        "Dương Kinh",
        "Đồ Sơn",
        "Hải An",
        "Hồng Bàng",
        "Kiến An",
        "Kiến Thuỵ",
        "Ngô Quyền",
        "Quận 2",
        "Quận 10",
        "Tiên Lãng",
        "Ước",
        "Vĩnh Bảo",
    ];
    for pair in sorted.windows(2) {
        let [left, right] = pair else { continue };
        // Bà Rịa: letters decide before tones, so it stands behind every single "Ba".
        assert!(sort_key(left) < sort_key(right), "{left} before {right}");
    }
    assert_eq!(sort_key("hồng bàng"), sort_key("Hồng  Bàng"));
}

#[test]
fn numbers_order_as_on_paper() {
    let sorted = [
        "I", "I.1", "II", "II.1", "II.2", "II.4", "II.4.a", "II.4.d", "II.4.đ", "II.4.e", "II.4.g", "II.10", "III",
        "IV", "IX", "X", "XL",
    ];
    for pair in sorted.windows(2) {
        let [left, right] = pair else { continue };
        let key = |number: &str| paper_number_key(number).expect("a number");
        assert!(key(left) < key(right), "{left} before {right}");
    }
    for wrong in
        ["", ".", "II.", ".1", "IIII", "VIV", "IXI", "0", "01", "12345", "f", "ab", "II 4", "-1", "1.1.1.1.1.1.1", "ă"]
    {
        assert_eq!(paper_number_key(wrong), None, "{wrong}");
    }
    let decomposed = "II.4.\u{0111}";
    assert!(paper_number_key(decomposed).is_some());
}

/// What is read alike, by the name of the difference: what stands there, and how it was typed.
const ALIKE: &[(&str, &str, &str)] = &[
    ("composed and decomposed", "Đồ Sơn", "Đo\u{302}\u{300} So\u{31B}n"),
    ("marks in another order", "Hội", "Ho\u{323}\u{302}i"),
    ("Icelandic Đ", "Đà Nẵng", "\u{D0}à Nẵng"),
    ("Icelandic đ", "Ngã tư đường", "Ngã tư \u{F0}ường"),
    ("African Đ", "Đà Nẵng", "\u{189}à Nẵng"),
    ("African đ", "đảo", "\u{256}ảo"),
    ("a zero-width space", "Đà Nẵng", "Đà \u{200B}Nẵng"),
    ("a zero-width joiner", "Hải An", "Hải A\u{200D}n"),
    ("a zero-width non-joiner", "Hải An", "Hả\u{200C}i An"),
    ("a soft hyphen", "Đà Nẵng", "Đà\u{AD} Nẵng"),
    ("a word joiner", "Kiến An", "Kiến\u{2060} An"),
    ("a byte order mark", "Kiến An", "\u{FEFF}Kiến An"),
    ("a selector of variants", "Kiến An", "Kiến\u{FE0F} An"),
    ("a mark of direction", "Kiến An", "\u{200E}Kiến An\u{200F}"),
    ("a combining grapheme joiner", "Kiến An", "Kiê\u{34F}\u{301}n An"),
    ("a no-break space", "Hải An", "Hải\u{A0}An"),
    ("a narrow no-break space", "Hải An", "Hải\u{202F}An"),
    ("an ideographic space", "Hải An", "Hải\u{3000}An"),
    ("spaces at the ends", "Hải An", " \u{A0}Hải An\t"),
    ("full width", "Phường 10", "Ｐhường １０"),
    ("a ligature", "office", "oﬃce"),
];

#[test]
fn text_is_one_thing_however_it_was_typed() {
    for (what, stands, typed) in ALIKE {
        assert_ne!(stands, typed, "{what}");
        assert_eq!(fold(typed), fold(stands), "{what}: found");
        assert_eq!(sort_key(typed), sort_key(stands), "{what}: sorted");
        assert_eq!(spelling(typed), spelling(stands), "{what}: told apart");
    }
}

#[test]
fn a_letter_that_looks_alike_sorts_in_its_place() {
    let sorted = ["Dương Kinh", "\u{D0}à Nẵng", "Đồ Sơn", "\u{189}ông Anh", "Ea Kar"];
    assert!(sorted.is_sorted_by_key(|name| sort_key(name)));
}

#[test]
fn what_shows_nothing_is_blank() {
    for blank in
        [" ", "\u{A0}\u{3000}", "\u{200B}", "\u{200B} \u{FEFF}\u{AD}", "\u{2800}", "\u{3164}", "\u{E0020}\u{FE0F}"]
    {
        assert!(is_blank(blank), "{blank:?}");
    }
    for shown in ["", "a", "\u{200B}a", "-", "\u{301}a"] {
        assert!(!is_blank(shown), "{shown:?}");
    }
}

#[test]
fn a_character_for_whole_words_makes_no_key_longer() {
    let long = "\u{FDFA}".repeat(200);
    assert!(fold(&long).len() <= long.len());
    assert!(spelling(&long).len() <= long.len());
}

#[test]
fn names_of_files_are_written_in_letters_of_every_program() {
    assert_eq!(in_ascii("Kế hoạch \u{D0}à\u{200B} Nẵng.pdf"), "Ke hoach Da Nang.pdf");
    assert_eq!(in_ascii("Đo\u{AD}àn/đội"), "Doan_doi");
}

proptest! {
    #[test]
    fn folding_is_idempotent(text in "\\PC{0,40}") {
        let once = fold(&text);
        prop_assert_eq!(fold(&once), once);
    }

    #[test]
    fn a_spelling_is_spelled_so(text in "\\PC{0,40}") {
        let once = spelling(&text);
        prop_assert_eq!(spelling(&once), once);
    }

    #[test]
    fn composed_and_decomposed_text_is_the_same(text in "[a-zA-ZàáảãạăằắẳẵặâầấẩẫậđéèêềếểễệíóôơớờợủưữựýĐ ]{0,40}") {
        let decomposed: String = text.nfd().collect();
        prop_assert_eq!(fold(&text), fold(&decomposed));
        prop_assert_eq!(sort_key(&text), sort_key(&decomposed));
    }

    #[test]
    fn integers_order_by_value(left in 1_u32..9999, right in 1_u32..9999) {
        let key = |number: u32| paper_number_key(&number.to_string());
        prop_assert_eq!(left.cmp(&right), key(left).cmp(&key(right)));
        let named = |number: u32| sort_key(&format!("Phường {number}"));
        prop_assert_eq!(left.cmp(&right), named(left).cmp(&named(right)));
    }

    #[test]
    fn any_text_is_survived(text in any::<String>()) {
        let _ = (fold(&text), sort_key(&text), paper_number_key(&text));
    }
}
