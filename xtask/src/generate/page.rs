//! A report as a page of a news site: its text among menus, scripts, related links, comments and a footer, about 30 kB in all.

use chancery_testkit::{Random, Report};

/// Columns of the site, as its menu names them.
const MENU: [&str; 14] = [
    "Trang chủ",
    "Thời sự",
    "Thế giới",
    "Kinh doanh",
    "Pháp luật",
    "Giáo dục",
    "Sức khỏe",
    "Đời sống",
    "Du lịch",
    "Khoa học",
    "Số hóa",
    "Xe",
    "Ý kiến",
    "Video",
];

/// What headlines of other pages are put together of.
const WHO: [&str; 8] =
    ["Đội bóng thủ đô", "Giá vàng", "Một cặp vợ chồng", "Chợ hoa ven sông", "Ca sĩ trẻ", "Lớp học vùng cao", "Thị trường xe cũ", "Quán cà phê cổ"];
const WHAT: [&str; 8] =
    ["gây sốt mạng xã hội", "tăng phiên thứ ba", "mở cửa trở lại", "lập kỷ lục mới", "đón khách đầu năm", "đổi chủ", "chờ ngày khai trương", "kể chuyện nghề"];

/// How much of everything there is.
const LINES_OF_SCRIPT: usize = 55;
const LINES_OF_STYLE: usize = 60;
const RELATED: usize = 30;
const COMMENTS: usize = 12;

/// The page of a report.
pub(super) fn page(report: &Report, lang: &str, url: &str, random: &mut Random) -> String {
    let (title, paragraphs) = parts(&report.text);
    let day = &report.published;
    let about = serde_json::json!({
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": title,
        "datePublished": format!("{day}T06:00:00+07:00"),
        "inLanguage": lang,
        "publisher": {"@type": "Organization", "name": "Tin Ví Dụ"},
        "mainEntityOfPage": url,
    });
    // A page says what it is in one way or the other.
    let meta = if random.chance(50) {
        format!("<script type=\"application/ld+json\">{}</script>", about.to_string().replace("</", "<\\/"))
    } else {
        format!("<meta property=\"og:title\" content=\"{}\">\n<meta property=\"article:published_time\" content=\"{day}T06:00:00+07:00\">", escape(&title))
    };
    let text: Vec<String> = paragraphs.iter().map(|paragraph| format!("<p class=\"Normal\">{}</p>\n", escape(paragraph))).collect();
    let menu = MENU.iter().enumerate();
    let menu: Vec<String> = menu.map(|(n, name)| format!("<li class=\"menu-item\"><a href=\"/muc/{n}\" title=\"{name}\">{name}</a></li>\n")).collect();
    format!(
        "<!DOCTYPE html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n<title>{title} - Tin Ví Dụ</title>\n<link rel=\"canonical\" href=\"{url}\">\n\
         <meta property=\"og:site_name\" content=\"Tin Ví Dụ\">\n{meta}\n<style>\n{style}</style>\n<script>\n{script}</script>\n</head>\n<body>\n\
         <header class=\"site-header\"><a class=\"logo\" href=\"/\">Tin Ví Dụ</a>\n<nav><ul class=\"menu\">\n{menu}</ul></nav></header>\n\
         <div class=\"cookie-banner\"><p>Trang này dùng cookie để nhớ lựa chọn của bạn.</p><button>Đồng ý</button></div>\n\
         <main><article class=\"fck_detail\">\n<h1 class=\"title-detail\">{title}</h1>\n<span class=\"date\">{day}</span>\n{text}</article>\n\
         <section class=\"comments\"><h3>Ý kiến bạn đọc</h3>\n{comments}</section></main>\n\
         <aside class=\"related\"><h3>Tin liên quan</h3>\n<ul>\n{related}</ul></aside>\n\
         <footer class=\"site-footer\">\n<ul>\n{menu}</ul>\n<p>Bản quyền thuộc Tin Ví Dụ. Mọi quyền được bảo lưu.</p></footer>\n<script>\n{late}</script>\n</body>\n</html>\n",
        title = escape(&title),
        text = text.concat(),
        menu = menu.concat(),
        style = times(LINES_OF_STYLE, random, style),
        script = times(LINES_OF_SCRIPT, random, script),
        late = times(LINES_OF_SCRIPT, random, script),
        comments = times(COMMENTS, random, comment),
        related = times(RELATED, random, link),
    )
}

/// So many pieces of a sort, one after the other.
fn times(often: usize, random: &mut Random, piece: fn(usize, &mut Random) -> String) -> String {
    (0..often).map(|n| piece(n, random)).collect::<Vec<_>>().concat()
}

/// The headline of a report and its paragraphs. Without a headline its first sentence serves.
fn parts(text: &str) -> (String, Vec<&str>) {
    let mut blocks = text.split("\n\n").map(str::trim).filter(|block| !block.is_empty());
    let head = blocks.next().unwrap_or_default();
    let paragraphs: Vec<&str> = blocks.collect();
    let headline = match head.strip_prefix("date ") {
        Some(rest) => rest.split_once(' ').map_or("", |(_, headline)| headline),
        None => head,
    };
    if !headline.is_empty() && !headline.starts_with("Photo :") {
        return (headline.to_owned(), paragraphs);
    }
    let first = paragraphs.first().copied().unwrap_or_default();
    (first.split(". ").next().unwrap_or_default().trim_end_matches('.').to_owned(), paragraphs)
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn headline(random: &mut Random) -> String {
    format!("{} {}", random.word(&WHO), random.word(&WHAT))
}

fn link(_: usize, random: &mut Random) -> String {
    let (headline, number) = (headline(random), random.below(1_000_000));
    format!(
        "<li class=\"item-news\"><a href=\"/tin/{number}.html\" title=\"{headline}\"><img class=\"lazy\" src=\"data:image/gif;base64,R0lGODlhAQABAAAAACw=\" data-src=\"/img/{number}_thumb.jpg\" alt=\"{headline}\"></a><h4><a href=\"/tin/{number}.html\">{headline}</a></h4></li>\n"
    )
}

fn comment(number: usize, random: &mut Random) -> String {
    let days = 1 + random.below(9);
    format!(
        "<div class=\"comment\" id=\"c{number}\"><b>Bạn đọc {}</b> <i>{days} ngày trước</i><p>Cảm ơn tòa soạn, tin rất hay.</p><a href=\"#\">Trả lời</a></div>\n",
        random.below(500)
    )
}

fn script(number: usize, random: &mut Random) -> String {
    let (zone, visible) = (random.below(100_000), random.chance(50));
    format!("window.dataLayer=window.dataLayer||[];dataLayer.push({{event:'slot_{number}',zone:{zone},visible:{visible}}});\n")
}

fn style(number: usize, random: &mut Random) -> String {
    format!(".box-{number}{{margin:{}px;padding:{}px;color:#{:06x}}}\n", random.below(40), random.below(40), random.below(1 << 24))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_says_its_headline_and_holds_every_paragraph_once() {
        let mut reports = chancery_testkit::Generator::new("vi", 9).expect("a generator");
        let mut random = Random::new(9);
        let mut sizes = 0;
        for _ in 0..100 {
            let report = reports.report();
            let page = page(&report, "vi", "https://tin.example.org/1", &mut random);
            let (title, paragraphs) = parts(&report.text);
            assert!(title.len() > 10 && !title.starts_with("date"), "{title:?} of {}", report.text);
            for paragraph in paragraphs {
                assert_eq!(page.matches(&format!("<p class=\"Normal\">{}</p>", escape(paragraph))).count(), 1, "{paragraph}");
            }
            sizes += page.len();
        }
        assert!((25_000..35_000).contains(&(sizes / 100)), "a page has {} bytes", sizes / 100);
    }
}
