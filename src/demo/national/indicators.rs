//! What the reports count: thirty indicators, most of them by sex, some of them a part and a whole. Their subjects are those of the
//! National Strategy on gender equality; their codes and words are the demo's own.

use serde_json::json;

use crate::demo::SUCCESSOR;
use crate::demo::replay::Replay;
use crate::reports::{Aggregation, IndicatorValue};

use super::chance::Chance;

/// How an indicator is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    /// Women and men.
    BySex,
    /// One count.
    Count,
    /// A share of a whole, in per cent.
    Share,
}
use Shape::{BySex, Count, Share};

/// Code, name, unit, shape, and the largest count of one agency.
type Line = (&'static str, &'static str, &'static str, Shape, i64);

const ALL: [Line; 30] = [
    ("CB.01", "Lãnh đạo chủ chốt của cơ quan nhà nước và chính quyền", "người", BySex, 12),
    ("CB.02", "Người trong quy hoạch lãnh đạo", "người", BySex, 40),
    ("CB.03", "Đảng viên mới kết nạp", "người", BySex, 30),
    ("CB.04", "Đại biểu hội đồng nhân dân", "người", BySex, 35),
    ("CB.05", "Cán bộ, công chức, viên chức", "người", BySex, 300),
    ("CB.06", "Tỷ lệ nữ lãnh đạo chủ chốt", "%", Share, 12),
    ("LD.01", "Người có việc làm hưởng lương", "người", BySex, 6_000),
    ("LD.02", "Lao động trong nông nghiệp", "người", BySex, 4_000),
    ("LD.03", "Người được tạo việc làm mới", "người", BySex, 250),
    ("LD.04", "Người được vay vốn ưu đãi", "người", BySex, 180),
    ("LD.05", "Tỷ lệ doanh nghiệp, hợp tác xã do nữ làm chủ", "%", Share, 90),
    ("LD.06", "Hộ do nữ làm chủ thoát nghèo", "hộ", Count, 60),
    ("GD.01", "Người được xóa mù chữ", "người", BySex, 50),
    ("GD.02", "Người mới học nghề", "người", BySex, 220),
    ("GD.03", "Người có trình độ thạc sĩ trở lên", "người", BySex, 45),
    ("GD.04", "Học sinh bỏ học", "người", BySex, 20),
    ("GD.05", "Tỷ lệ nữ trong số người mới học nghề", "%", Share, 220),
    ("YT.01", "Trẻ sinh ra trong kỳ", "trẻ", BySex, 260),
    ("YT.02", "Phụ nữ mang thai được khám đủ", "người", Count, 240),
    ("YT.03", "Tỷ lệ phụ nữ sinh con được nhân viên y tế đỡ", "%", Share, 240),
    ("YT.04", "Vị thành niên sinh con", "người", Count, 8),
    ("BL.01", "Nạn nhân bạo lực gia đình được phát hiện", "người", BySex, 15),
    ("BL.02", "Nạn nhân được tiếp cận dịch vụ cơ bản", "người", BySex, 12),
    ("BL.03", "Người gây bạo lực được tư vấn", "người", BySex, 12),
    ("BL.04", "Địa chỉ tin cậy, nhà tạm lánh", "cơ sở", Count, 9),
    ("BL.05", "Tỷ lệ vụ việc được xử lý kịp thời", "%", Share, 15),
    ("TT.01", "Người dự tập huấn, truyền thông", "lượt người", BySex, 1_500),
    ("TT.02", "Tin, bài về bình đẳng giới", "tin, bài", Count, 120),
    ("TT.03", "Cán bộ làm công tác bình đẳng giới", "người", BySex, 8),
    ("TT.04", "Tỷ lệ thôn, tổ dân phố có câu lạc bộ gia đình", "%", Share, 30),
];

/// The codes.
pub fn codes() -> Vec<&'static str> {
    ALL.iter().map(|(code, ..)| *code).collect()
}

/// Enters all of them.
pub async fn enter(replay: &mut Replay) -> Result<(), String> {
    for (code, name, unit, shape, _) in ALL {
        let aggregation = if shape == Share { Aggregation::Ratio } else { Aggregation::Sum };
        let body = json!({
            "code": code, "name": name, "unit": unit, "by_sex": shape == BySex, "aggregation": aggregation.to_string(),
        });
        replay.change(SUCCESSOR, "POST", "/indicators", &body).await?;
    }
    Ok(())
}

/// Values of all of them, the larger the larger an agency is.
pub fn values(chance: &mut Chance, is_province: bool) -> Vec<IndicatorValue> {
    let size = if is_province { 20 } else { 1 };
    let mut value = |(code, _, _, shape, most): Line| {
        let whole = chance.between(most / 4, most * size);
        let part = whole * chance.between(25, 65) / 100;
        let empty = IndicatorValue {
            indicator: code.to_owned(),
            female: None,
            male: None,
            total: None,
            numerator: None,
            denominator: None,
        };
        match shape {
            BySex => IndicatorValue { female: Some(part), male: Some(whole - part), ..empty },
            Count => IndicatorValue { total: Some(whole), ..empty },
            Share => IndicatorValue { numerator: Some(part), denominator: Some(whole), ..empty },
        }
    };
    ALL.into_iter().map(&mut value).collect()
}
