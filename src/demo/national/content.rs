//! What the reports say.

use serde_json::{Value, json};

use super::chance::Chance;
use super::indicators;
use crate::reports::{BudgetLine, ReportContent, SectionText};

/// Code, title, whether it is required.
const SECTIONS: [(&str, &str, bool); 4] = [
    ("I", "Công tác lãnh đạo, chỉ đạo", true),
    ("II", "Kết quả thực hiện nhiệm vụ", true),
    ("III", "Khó khăn, vướng mắc", true),
    ("IV", "Kiến nghị", false),
];

const DIFFICULTIES: [&str; 4] = [
    "Kinh phí cho hoạt động còn hạn chế",
    "Cán bộ kiêm nhiệm, thường xuyên thay đổi",
    "Số liệu tách theo giới chưa đầy đủ",
    "Nhận thức của một bộ phận người dân còn chậm chuyển biến",
];
const DIRECTIONS: [&str; 4] = [
    "Tăng tỷ lệ nữ trong quy hoạch lãnh đạo",
    "Mở thêm lớp tập huấn về lồng ghép giới",
    "Nhân rộng mô hình phòng, chống bạo lực gia đình",
    "Phối hợp với các đoàn thể hỗ trợ phụ nữ khởi nghiệp",
];
const BUDGET: [&str; 3] = ["Tập huấn", "Truyền thông", "Hỗ trợ địa chỉ tin cậy"];

/// The sections, as a regime has them.
pub fn sections() -> Value {
    SECTIONS.iter().map(|(code, title, required)| json!({"code": code, "title": title, "required": required})).collect()
}

/// A report.
pub fn report(chance: &mut Chance, is_province: bool) -> ReportContent {
    let classes = chance.between(1, 9);
    let people = classes * chance.between(25, 60);
    let mut one_of = |some: &[&str]| chance.one_of(some).copied().unwrap_or_default().to_owned();
    let texts = [
        "Đã kiện toàn Ban vì sự tiến bộ của phụ nữ và ban hành kế hoạch công tác năm".to_owned(),
        format!("Đã tổ chức {classes} lớp tập huấn cho {people} lượt người; các chỉ tiêu nêu ở phần số liệu"),
        format!("{}; {}", one_of(&DIFFICULTIES), "đề nghị cấp trên quan tâm hướng dẫn"),
    ];
    let sections = SECTIONS.iter().zip(texts).map(|((code, ..), text)| SectionText {
        code: (*code).to_owned(),
        text,
        difficulty_ids: Vec::new(),
    });
    let sections = sections.collect();
    let directions = vec![one_of(&DIRECTIONS)];
    let budget = BUDGET.iter().map(|item| BudgetLine {
        item: (*item).to_owned(),
        amount: chance.between(5, 80) * if is_province { 10_000_000 } else { 500_000 },
    });
    let budget = budget.collect();
    let values = indicators::values(chance, is_province);
    ReportContent { sections, values, no_data: Vec::new(), directions, budget }
}
