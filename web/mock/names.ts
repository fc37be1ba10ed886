// Parties, places and sentences of the made-up reports.

export const NAMES: Record<string, [string, string, string]> = {
  KOR: ['South Korea', 'Hàn Quốc', '한국'],
  BRA: ['Brazil', 'Brazil', '브라질'],
  CAN: ['Canada', 'Canada', '캐나다'],
  IDN: ['Indonesia', 'Indonesia', '인도네시아'],
  KEN: ['Kenya', 'Kenya', '케냐'],
  VNM: ['Vietnam', 'Việt Nam', '베트남'],
  TUR: ['Türkiye', 'Thổ Nhĩ Kỳ', '튀르키예'],
  GRC: ['Greece', 'Hy Lạp', '그리스'],
  CHL: ['Chile', 'Chile', '칠레'],
  PER: ['Peru', 'Peru', '페루'],
  ETH: ['Ethiopia', 'Ethiopia', '에티오피아'],
  EGY: ['Egypt', 'Ai Cập', '이집트'],
  NOR: ['Norway', 'Na Uy', '노르웨이'],
  SGP: ['Singapore', 'Singapore', '싱가포르'],
  NZL: ['New Zealand', 'New Zealand', '뉴질랜드'],
  MAR: ['Morocco', 'Maroc', '모로코'],
  SRB: ['Serbia', 'Serbia', '세르비아'],
  XKX: ['Kosovo', 'Kosovo', '코소보'],
  UN: ['United Nations', 'Liên hợp quốc', '유엔'],
  ASEAN: ['ASEAN', 'ASEAN', '아세안'],
  EU: ['European Union', 'Liên minh châu Âu', '유럽연합'],
  AU: ['African Union', 'Liên minh châu Phi', '아프리카연합'],
  IMF: ['International Monetary Fund', 'Quỹ Tiền tệ Quốc tế', '국제통화기금'],
};
export const CODES = Object.keys(NAMES);
export const PLACES: Record<string, string> = {
  KOR: 'Seoul',
  BRA: 'Brasília',
  CAN: 'Ottawa',
  IDN: 'Jakarta',
  KEN: 'Nairobi',
  VNM: 'Hà Nội',
  TUR: 'Ankara',
  GRC: 'Athens',
  CHL: 'Santiago',
  PER: 'Lima',
  ETH: 'Addis Ababa',
  EGY: 'Cairo',
  NOR: 'Oslo',
  SGP: 'Singapore',
  MAR: 'Rabat',
  SRB: 'Belgrade',
  XKX: 'Pristina',
};
export const SOURCES = ['Southern Wire', 'Harbour Post', 'Hãng tin Nam bán cầu', '한빛통신', 'Northern Gazette'];
export const WORDS: Record<string, (a: string, b: string, what: string) => string> = {
  en: (a, b, what) =>
    `${a} said on Tuesday that it had decided to ${what} with regard to ${b}, and its foreign ministry published a statement to the same effect.`,
  vi: (a, b, what) =>
    `Bộ Ngoại giao ${a} hôm thứ Ba cho biết nước này đã quyết định ${what} đối với ${b} và sẽ công bố chi tiết trong tuần tới.`,
  ko: (a, b, what) =>
    `${a} 외교부는 화요일 ${b}와(과) 관련해 ${what} 하기로 했다고 밝히고 다음 주에 세부 내용을 발표하겠다고 덧붙였다.`,
};
