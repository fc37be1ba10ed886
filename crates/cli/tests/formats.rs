//! The samples of the repository in every format, through the real program.

#[path = "support/reading.rs"]
mod reading;
mod support;

use std::fs;

use reading::root;
use support::{chancery, folder, run};

#[test]
fn samples_have_their_heads_read() {
    let read = run(chancery().current_dir(root()).args(["code", "samples"]));
    assert_eq!(read.code, 0, "{}", read.err);
    let heads: Vec<String> = read.documents().iter().map(|d| format!("{}|{}|{}|{}|{}", d["id"], d["lang"], d["published"], d["title"], d["source"])).collect();
    assert_eq!(
        heads,
        [
            r#""2026-01-09-en-togo-sanctions"|"en"|"2026-01-09"|"West African bloc imposes sanctions on Togo over delayed vote"|"MERIDIAN PRESS""#,
            r#""2026-01-14-en-zambezi-talks"|"en"|"2026-01-14"|"Zambia, Zimbabwe open talks on new Zambezi water treaty"|"ATLANTIC WIRE""#,
            r#""2026-01-16-en-poultry-ban"|"en"|"2026-01-16"|"South Africa bans Brazilian poultry after bird flu outbreak"|"ATLANTIC WIRE""#,
            r#""2026-01-19-ko-vaccine-pledge"|"ko"|"2026-01-19"|"마다가스카르 콜레라 확산에 따른 긴급 지원 관련 외교부 보도자료"|null"#,
            r#""2026-01-22-vi-manta-boats"|"vi"|"2026-01-22"|"Ecuador bắt giữ ba tàu cá Colombia, Bogotá triệu Đại sứ phản đối"|"HÃNG TIN BIỂN ĐÔNG""#,
            r#""2026-01-23-en-manta-boats"|"en"|"2026-01-23"|"Colombia demands release of fishermen held by Ecuador"|"ATLANTIC WIRE""#,
            r#""2026-01-27-vi-dam-loan"|"vi"|"2026-01-27"|"ADB thông qua khoản vay 400 triệu USD cho Nepal"|"Hãng tin Nam bán cầu""#,
            r#""2026-01-29-en-wheat-contract"|"en"|"2026-01-29"|"Romania to sell Egypt 300,000 tonnes of wheat"|"Lakeshore Tribune""#,
            r#""2026-01-30-ko-peru-embassy-plan"|"ko"|"2026-01-30"|"페루, 5월까지 케냐에 대사관 개설"|"한강일보""#,
            r#""2026-02-03-en-extradition-request"|"en"|"2026-02-03"|"Italy seeks extradition of banker arrested in Argentina"|"ATLANTIC WIRE""#,
            r#""2026-02-05-ko-manta-release"|"ko"|"2026-02-05"|"에콰도르, 콜롬비아 어민 14명 석방…어업공동위 설치 합의"|"남해통신""#,
            r#""2026-02-09-vi-czech-visit"|"vi"|"2026-02-09"|"Thủ tướng Czech sẽ thăm Việt Nam vào tháng 3"|"HÃNG TIN BIỂN ĐÔNG""#,
            r#""2026-02-10-ko-amman-swap"|"ko"|"2026-02-10"|"예멘 정부·후티, 암만서 포로 300명 교환 합의"|"남해통신""#,
            r#""2026-02-11-ko-zambezi-accord"|"ko"|"2026-02-11"|"잠비아·짐바브웨, 잠베지강 물 조약 문안 합의…내달 서명"|"남해통신""#,
            r#""2026-02-16-en-exercise-announced"|"en"|"2026-02-16"|"India and Oman to hold naval exercise in April"|"MERIDIAN PRESS""#,
            r#""2026-02-17-en-exercise-announced-copy"|"en"|"2026-02-17"|"India, Oman plan April naval drill off Duqm"|null"#,
            r#""2026-02-19-vi-cable-agreed"|"vi"|"2026-02-19"|"Bồ Đào Nha và Maroc nhất trí xây tuyến cáp điện dưới biển"|"HÃNG TIN BIỂN ĐÔNG""#,
            r#""2026-02-24-vi-wheat-arrives"|"vi"|"2026-02-24"|"Lô lúa mì đầu tiên của Romania cập cảng Alexandria"|"HÃNG TIN BIỂN ĐÔNG""#,
            r#""2026-03-02-en-amman-first-release"|"en"|"2026-03-02"|"Houthis and Yemeni government free 240 prisoners"|"MERIDIAN PRESS""#,
            r#""2026-03-03-en-lake-shooting"|"en"|"2026-03-03"|"Malawi says Mozambican soldiers killed three fishermen on lake"|"MERIDIAN PRESS""#,
            r#""2026-03-04-en-lake-correction"|"en"|"2026-03-04"|"Correction: Two, not three, Malawian fishermen killed on lake"|"MERIDIAN PRESS""#,
            r#""2026-03-05-en-czech-postponed"|"en"|"2026-03-05"|"Czech prime minister puts off Vietnam trip as floods hit Moravia"|"ATLANTIC WIRE""#,
            r#""2026-03-06-vi-lake-inquiry"|"vi"|"2026-03-06"|"Malawi và Mozambique nhất trí điều tra chung vụ nổ súng trên hồ"|"Thông tấn Sao Mai""#,
            r#""2026-03-10-ko-extradition-approved"|"ko"|"2026-03-10"|"아르헨, 이탈리아 은행가 인도 승인"|"한강일보""#,
            r#""2026-03-12-en-vaccine-arrives"|"en"|"2026-03-12"|"First Korean cholera vaccine reaches Madagascar"|"MERIDIAN PRESS""#,
            r#""2026-03-13-vi-vaccine-arrives"|"vi"|"2026-03-13"|"Hàn Quốc chuyển lô vaccine tả đầu tiên cho Madagascar"|"Hãng tin Nam bán cầu""#,
            r#""2026-03-16-en-dam-loan-signed"|"en"|"2026-03-16"|"Nepal, ADB sign 400 million dollar loan for Tamor dam"|"Lakeshore Tribune""#,
            r#""2026-03-18-vi-amman-deadline"|"vi"|"2026-03-18"|"Hạn chót trao đổi tù nhân ở Yemen trôi qua"|"HÃNG TIN BIỂN ĐÔNG""#,
            r#""2026-03-21-vi-zambezi-treaty"|"vi"|"2026-03-21"|"Zambia và Zimbabwe ký hiệp ước nguồn nước sông Zambezi"|"Hãng tin Nam bán cầu""#,
            r#""2026-03-24-ko-patani-truce"|"ko"|"2026-03-24"|"태국·BRN, 송끄란 연휴 열흘 휴전 합의"|"남해통신""#,
            r#""2026-03-27-vi-poultry-eased"|"vi"|"2026-03-27"|"Nam Phi nới lỏng lệnh cấm gia cầm Brazil"|"Hãng tin Nam bán cầu""#,
            r#""2026-04-02-vi-manta-overdue"|"vi"|"2026-04-02"|"Ủy ban nghề cá Ecuador - Colombia lỡ hẹn"|"Thông tấn Sao Mai""#,
            r#""2026-04-05-ko-exercise-begins"|"ko"|"2026-04-05"|"인도·오만 해군, 두큼 앞바다서 연합훈련 시작"|"남해통신""#,
            r#""2026-04-06-vi-exercise-begins"|"vi"|"2026-04-06"|"Ấn Độ và Oman bắt đầu tập trận hải quân quy mô lớn"|"Thông tấn Sao Mai""#,
            r#""2026-04-07-vi-exercise-correction"|"vi"|"2026-04-07"|"Đính chính: Tập trận Ấn Độ - Oman có tám tàu"|"Thông tấn Sao Mai""#,
            r#""2026-04-08-vi-togo-extended"|"vi"|"2026-04-08"|"ECOWAS gia hạn trừng phạt Togo thêm ba tháng"|"Hãng tin Nam bán cầu""#,
            r#""2026-04-16-en-amman-truce"|"en"|"2026-04-16"|"Yemen's warring sides agree on truce around Marib"|"ATLANTIC WIRE""#,
            r#""2026-04-16-vi-patani-bomb"|"vi"|"2026-04-16"|"Thái Lan cáo buộc BRN vi phạm ngừng bắn, đình chỉ đàm phán"|"Thông tấn Sao Mai""#,
            r#""2026-04-19-vi-extradition-done"|"vi"|"2026-04-19"|"Argentina dẫn độ cựu chủ ngân hàng Italy về Rome"|"THÔNG TẤN SAO MAI""#,
            r#""2026-04-22-ko-lake-apology"|"ko"|"2026-04-22"|"모잠비크, 말라위 어민 총격 사과…50만 달러 배상 약속"|"동방경제""#,
            r#""2026-04-27-ko-dam-loan-paid"|"ko"|"2026-04-27"|"아시아개발은행, 네팔 수력발전소에 8천만 달러 첫 집행"|"남해통신""#,
            r#""2026-04-28-en-zambezi-postponed"|"en"|"2026-04-28"|"Zambezi commission's first session put off to June"|"MERIDIAN PRESS""#,
            r#""2026-04-30-ko-cable-postponed"|"ko"|"2026-04-30"|"포르투갈·모로코 해저 전력 케이블 협정 서명 연기"|"동방경제""#,
            r#""2026-05-06-ko-wheat-late"|"ko"|"2026-05-06"|"루마니아 밀 18만t 인도 기한 넘겨…이집트 \"유감\""|"동방경제""#,
            r#""2026-05-11-ko-envoy-rumour"|"ko"|"2026-05-11"|"\"알제리, 니제르 주재 대사 소환\"…현지 매체 보도"|"한강일보""#,
            r#""2026-05-12-vi-envoy-denied"|"vi"|"2026-05-12"|"Algeria bác tin triệu hồi Đại sứ tại Niger"|"Hãng tin Nam bán cầu""#,
            r#""2026-05-15-ko-vaccine-complete"|"ko"|"2026-05-15"|"한국, 마다가스카르에 콜레라 백신 지원 완료"|"한강일보""#,
            r#""2026-05-19-ko-czech-held"|"ko"|"2026-05-19"|"체코 총리, 베트남 방문…노동협력협정 체결"|"남해통신""#,
            r#""2026-05-19-vi-czech-held"|"vi"|"2026-05-19"|"Việt Nam và Czech ký Hiệp định hợp tác lao động"|"Báo Thời Cuộc""#,
            r#""2026-05-20-ko-togo-promise"|"ko"|"2026-05-20"|"토고 \"11월 29일 총선\"…서아프리카경제공동체 환영"|"남해통신""#,
            r#""2026-05-28-en-peru-embassy-opened"|"en"|"2026-05-28"|"Peru opens embassy in Nairobi"|"MERIDIAN PRESS""#,
            r#""2026-05-29-vi-peru-embassy-opened"|"vi"|"2026-05-29"|"Peru mở Đại sứ quán tại Kenya"|"Báo Thời Cuộc""#,
            r#""2026-06-02-en-patani-resumed"|"en"|"2026-06-02"|"Thailand and southern rebels resume talks, agree three-month truce"|"MERIDIAN PRESS""#,
            r#""2026-06-04-en-cable-signed"|"en"|"2026-06-04"|"Portugal and Morocco sign accord on undersea power cable"|"ATLANTIC WIRE""#,
            r#""2026-06-08-vi-lake-unpaid"|"vi"|"2026-06-08"|"Mozambique chưa bồi thường cho gia đình ngư dân Malawi"|"HÃNG TIN BIỂN ĐÔNG""#,
            r#""2026-06-11-ko-zambezi-session"|"ko"|"2026-06-11"|"잠베지강 공동위원회 첫 회의…모잠비크 참관 허용"|"동방경제""#,
            r#""2026-06-17-en-togo-lifted"|"en"|"2026-06-17"|"ECOWAS lifts sanctions on Togo"|"ATLANTIC WIRE""#,
            r#""2026-06-19-ko-poultry-lifted"|"ko"|"2026-06-19"|"남아공, 브라질산 닭고기 수입 금지 전면 해제"|"동방경제""#,
            r#""2026-06-24-en-legal-treaty-signed"|"en"|"2026-06-24"|"Italy and Argentina sign treaty on mutual legal assistance"|null"#,
            r#""brief-2025-03-04"|"vi"|"2025-03-04"|"Brazil áp thuế trả đũa thép Canada, Ottawa dọa kiện lên WTO"|"Hãng tin Nam bán cầu""#,
            r#""en-brief-2025-06-03"|"en"|"2025-06-03"|"World in brief"|null"#,
            r#""en-statement-2025-05"|"en"|"2025-05-12"|"Statement by the Ministry of Foreign Affairs on the detention of the vessel Halten"|null"#,
            r#""en-wire-2025-02-19"|"en"|"2025-02-19"|"Ghana and Ivory Coast agree to reopen border crossing after talks in Accra"|"ATLANTIC WIRE""#,
            r#""id-wire-2025-03-06"|"id"|"2025-03-06"|"Norwegia janjikan 30 juta dolar AS untuk Moldova, Chili desak gencatan senjata di Sudan"|"Kantor Berita Teluk""#,
            r#""ko-brief-2025-03-11"|"ko"|"2025-03-11"|"오늘의 세계"|null"#,
            r#""ko-statement-2025-05"|"ko"|"2025-05-20"|"캐나다 어선 억류에 대한 외교부 대변인 성명"|null"#,
            r#""ko-wire-2025-04-15"|"ko"|"2025-04-15"|"노르웨이·칠레 외교장관 회담…해양 협력 강화 합의"|"남해통신""#,
            r#""statement-2025-04"|"vi"|"2025-04-03"|"Tuyên bố của Bộ Ngoại giao về vụ va chạm tàu cá tại vùng biển phía Nam"|null"#,
            r#""wire-2024-11"|"vi"|"2024-11"|null|"HÃNG TIN BIỂN ĐÔNG""#,
        ]
    );
}

#[test]
fn every_line_keeps_to_the_published_schema() {
    let schema = run(chancery().arg("schema")).out;
    let validator = jsonschema::validator_for(&serde_json::from_str(&schema).expect("JSON")).expect("a schema");
    let lines = run(chancery().current_dir(root()).args(["code", "samples", "--format", "jsonl"]));
    assert_eq!(lines.documents().len(), 69);
    for line in lines.documents() {
        let faults: Vec<String> = validator.iter_errors(&line).map(|e| format!("{}: {e}", e.instance_path())).collect();
        assert!(faults.is_empty(), "{faults:#?}");
    }
}

#[test]
fn every_quotation_stands_in_the_file() {
    let lines = run(chancery().current_dir(root()).args(["code", "samples", "--format", "jsonl"]));
    for document in lines.documents() {
        let id = document["id"].as_str().expect("an id");
        let text = fs::read_to_string(root().join(format!("samples/{id}.txt"))).expect("the sample");
        let points: Vec<char> = text.chars().collect();
        let mut waiting = vec![&document];
        while let Some(value) = waiting.pop() {
            if let (Some(start), Some(end), Some(words)) = (value["start"].as_u64(), value["end"].as_u64(), value["text"].as_str()) {
                let slice: String = points[start as usize..end as usize].iter().collect();
                assert_eq!(slice, words, "in {id}");
            }
            match value {
                serde_json::Value::Array(items) => waiting.extend(items),
                serde_json::Value::Object(fields) => waiting.extend(fields.values()),
                _ => {}
            }
        }
    }
}

#[test]
fn the_page_is_one_file_that_needs_nothing_else() {
    let files = folder(&[("x.txt", b" date 2024 <script>alert(1)</script> & co\n\nBody <b>bold</b>.\n")]);
    let target = files.path().join("page.html");
    let mut command = chancery();
    command.current_dir(root()).args(["code", "samples", "--format", "html", "--output"]).arg(&target);
    command.arg(files.path().join("x.txt"));
    let written = run(&mut command);
    assert_eq!((written.code, written.out.as_str()), (0, ""), "{}", written.err);
    let page = fs::read_to_string(target).expect("the page");
    assert!(page.starts_with("<!doctype html>") && page.ends_with("</html>\n"));
    assert_eq!(page.matches("<article").count(), 70);
    for outside in ["http:", "https:", " src=", " href=", "@import", "url(", "<script>alert", "<b>bold"] {
        assert!(!page.contains(outside), "the page holds {outside}");
    }
    assert!(page.contains("&lt;b&gt;bold&lt;/b&gt;"));
}

#[test]
fn csv_has_one_header_for_all_documents() {
    let rows = run(chancery().current_dir(root()).args(["code", "samples", "--format", "csv"]));
    assert!(rows.out.starts_with("document,record,id,type_or_kind,mode,status,actors,recipients,"), "{}", rows.out);
    assert_eq!(rows.out.matches("document,record").count(), 1);
}

#[test]
fn tables_are_coloured_only_when_asked() {
    let args = ["code", "samples", "--format", "table"];
    let plain = run(chancery().current_dir(root()).args(args));
    assert!(plain.out.contains("wire-2024-11 · vi · 2024-11 · HÃNG TIN BIỂN ĐÔNG"), "{}", plain.out);
    assert!(!plain.out.contains('\u{1b}'));
    let coloured = run(chancery().current_dir(root()).args(args).args(["--color", "always"]));
    assert!(coloured.out.contains("\u{1b}["));
}
