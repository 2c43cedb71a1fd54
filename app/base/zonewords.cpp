#include "app/base/zonewords.h"

#include "app/base/text.h"
#include "app/base/timezone.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace faultline {

namespace {

struct ZoneWord {
    std::string_view word;
    int minutes;                // ahead of UTC
    std::string_view region;
};

// Meanings in use in logs, mail and reports. A word stands once for each meaning; what is not listed is unknown, not UTC.
constexpr auto zoneWords = std::to_array<ZoneWord>({
    {"ACDT", 630, "Central Australia, summer"},
    {"ACST", 570, "Central Australia, winter"},
    {"ACT", -300, "Acre, Brazil"},
    {"ACT", 570, "Central Australia"},
    {"ADT", -180, "Atlantic Canada, summer"},
    {"ADT", 240, "Arabia, summer"},
    {"AEDT", 660, "Eastern Australia, summer"},
    {"AEST", 600, "Eastern Australia, winter"},
    {"AFT", 270, "Afghanistan"},
    {"AKDT", -480, "Alaska, summer"},
    {"AKST", -540, "Alaska, winter"},
    {"ALMT", 360, "Almaty until February 2024"},
    {"ALMT", 300, "Almaty since March 2024"},
    {"AMT", -240, "Amazon, Brazil"},
    {"AMT", 240, "Armenia"},
    {"ART", -180, "Argentina"},
    {"AST", -240, "Atlantic Canada, winter"},
    {"AST", 180, "Arabia"},
    {"AWST", 480, "Western Australia"},
    {"AZOST", 0, "Azores, summer"},
    {"AZOT", -60, "Azores, winter"},
    {"AZT", 240, "Azerbaijan"},
    {"BDT", 360, "Bangladesh"},
    {"BDT", 480, "Brunei"},
    {"BNT", 480, "Brunei"},
    {"BOT", -240, "Bolivia"},
    {"BRST", -120, "Brasilia, summer"},
    {"BRT", -180, "Brasilia"},
    {"BST", 60, "Britain, summer"},
    {"BST", 360, "Bangladesh"},
    {"BST", 660, "Bougainville"},
    {"BTT", 360, "Bhutan"},
    {"CAT", 120, "Central Africa"},
    {"CCT", 390, "Cocos Islands"},
    {"CDT", -300, "Central North America, summer"},
    {"CDT", -240, "Cuba, summer"},
    {"CDT", 540, "China, summer (until 1991)"},
    {"CEDT", 120, "Central Europe, summer"},
    {"CEST", 120, "Central Europe, summer"},
    {"CET", 60, "Central Europe, winter"},
    {"CHADT", 825, "Chatham Islands, summer"},
    {"CHAST", 765, "Chatham Islands, winter"},
    {"CHST", 600, "Guam"},
    {"CLST", -180, "Chile, summer"},
    {"CLT", -240, "Chile, winter"},
    {"COT", -300, "Colombia"},
    {"CST", -360, "Central North America, winter"},
    {"CST", 480, "China"},
    {"CST", -300, "Cuba, winter"},
    {"CVT", -60, "Cape Verde"},
    {"EAT", 180, "East Africa"},
    {"ECT", -300, "Ecuador"},
    {"ECT", -240, "Eastern Caribbean"},
    {"EDT", -240, "Eastern North America, summer"},
    {"EDT", 660, "Eastern Australia, summer"},
    {"EEDT", 180, "Eastern Europe, summer"},
    {"EEST", 180, "Eastern Europe, summer"},
    {"EET", 120, "Eastern Europe, winter"},
    {"EST", -300, "Eastern North America, winter"},
    {"EST", 600, "Eastern Australia, winter"},
    {"FJT", 720, "Fiji"},
    {"FKST", -180, "Falkland Islands"},
    {"GALT", -360, "Galapagos"},
    {"GFT", -180, "French Guiana"},
    {"GMT", 0, "Greenwich"},
    {"GST", 240, "Gulf"},
    {"GST", -120, "South Georgia"},
    {"GST", 600, "Guam"},
    {"GYT", -240, "Guyana"},
    {"HADT", -540, "Aleutian Islands, summer"},
    {"HAST", -600, "Hawaii"},
    {"HDT", -540, "Aleutian Islands, summer"},
    {"HKT", 480, "Hong Kong"},
    {"HOVT", 420, "Hovd, Mongolia"},
    {"HST", -600, "Hawaii"},
    {"ICT", 420, "Indochina"},
    {"IDT", 180, "Israel, summer"},
    {"IRDT", 270, "Iran, summer (until 2022)"},
    {"IRKT", 480, "Irkutsk"},
    {"IRST", 210, "Iran"},
    {"IST", 330, "India"},
    {"IST", 60, "Ireland, summer"},
    {"IST", 120, "Israel, winter"},
    {"JST", 540, "Japan"},
    {"KGT", 360, "Kyrgyzstan"},
    {"KRAT", 420, "Krasnoyarsk"},
    {"KST", 540, "Korea"},
    {"LHDT", 660, "Lord Howe Island, summer"},
    {"LHST", 630, "Lord Howe Island, winter"},
    {"MAGT", 660, "Magadan"},
    {"MDT", -360, "Mountain North America, summer"},
    {"MEST", 120, "Central Europe, summer"},
    {"MESZ", 120, "Central Europe, summer"},
    {"MET", 60, "Central Europe, winter"},
    {"MEZ", 60, "Central Europe, winter"},
    {"MMT", 390, "Myanmar"},
    {"MSD", 240, "Moscow, summer (until 2011)"},
    {"MSK", 180, "Moscow (+04:00 from 2011 to 2014)"},
    {"MST", -420, "Mountain North America, winter"},
    {"MST", 480, "Malaysia"},
    {"MST", 390, "Myanmar"},
    {"MUT", 240, "Mauritius"},
    {"MVT", 300, "Maldives"},
    {"MYT", 480, "Malaysia"},
    {"NDT", -150, "Newfoundland, summer"},
    {"NFT", 660, "Norfolk Island"},
    {"NOVT", 420, "Novosibirsk"},
    {"NPT", 345, "Nepal"},
    {"NST", -210, "Newfoundland, winter"},
    {"NZDT", 780, "New Zealand, summer"},
    {"NZST", 720, "New Zealand, winter"},
    {"OMST", 360, "Omsk"},
    {"PDT", -420, "Pacific North America, summer"},
    {"PET", -300, "Peru"},
    {"PETT", 720, "Kamchatka"},
    {"PGT", 600, "Papua New Guinea"},
    {"PHT", 480, "Philippines"},
    {"PKT", 300, "Pakistan"},
    {"PST", -480, "Pacific North America, winter"},
    {"PST", 480, "Philippines"},
    {"PYST", -180, "Paraguay, summer"},
    {"PYT", -240, "Paraguay until 2024, winter"},
    {"PYT", -180, "Paraguay since 2025"},
    {"SAMT", 240, "Samara"},
    {"SAST", 120, "South Africa"},
    {"SCT", 240, "Seychelles"},
    {"SGT", 480, "Singapore"},
    {"SST", -660, "Samoa"},
    {"SST", 480, "Singapore"},
    {"TJT", 300, "Tajikistan"},
    {"TMT", 300, "Turkmenistan"},
    {"TRT", 180, "Turkey"},
    {"ULAT", 480, "Ulaanbaatar"},
    {"UTC", 0, "Coordinated Universal Time"},
    {"UYT", -180, "Uruguay"},
    {"UZT", 300, "Uzbekistan"},
    {"VET", -240, "Venezuela"},
    {"VLAT", 600, "Vladivostok"},
    {"WAST", 120, "West Africa, summer"},
    {"WAT", 60, "West Africa"},
    {"WEST", 60, "Western Europe, summer"},
    {"WET", 0, "Western Europe, winter"},
    {"WIB", 420, "Western Indonesia"},
    {"WIT", 540, "Eastern Indonesia"},
    {"WITA", 480, "Central Indonesia"},
    {"YAKT", 540, "Yakutsk"},
    {"YEKT", 300, "Yekaterinburg"},
    {"Z", 0, "Coordinated Universal Time"},
});

ZoneSeason seasonOf(const ZoneWord& entry)
{
    bool southern = false;
    for (const std::string_view place : {"Australia", "New Zealand", "Chatham", "Lord Howe", "Chile", "Brasilia", "Paraguay"})
        southern = southern || entry.region.find(place) != std::string_view::npos;
    if (entry.region.find("winter") != std::string_view::npos)
        return southern ? ZoneSeason::SouthernWinter : ZoneSeason::NorthernWinter;
    if (entry.region.find("summer") != std::string_view::npos)
        return southern ? ZoneSeason::SouthernSummer : ZoneSeason::NorthernSummer;
    return ZoneSeason::Always;
}

/// Up to eight letters in upper case as one number; 0 for anything else.
constexpr std::uint64_t packed(std::string_view word)
{
    std::uint64_t value = 0;
    for (const char c : word.substr(0, 9)) {
        const auto upper = static_cast<unsigned char>(c & ~0x20);
        if (upper < 'A' || upper > 'Z')
            return 0;
        value = value << 8U | upper;
    }
    return word.size() > 8 ? 0 : value;
}

constexpr auto packedWords = [] {
    std::array<std::uint64_t, zoneWords.size()> all{};
    for (std::size_t i = 0; i < all.size(); ++i)
        all[i] = packed(zoneWords[i].word);
    std::sort(all.begin(), all.end());
    return all;
}();

}    // namespace

bool isKnownZoneWord(std::string_view word)
{
    return std::binary_search(packedWords.begin(), packedWords.end(), packed(word));
}

std::vector<ZoneMeaning> meaningsOfZoneWord(std::string_view word)
{
    std::vector<ZoneMeaning> meanings;
    if (!isKnownZoneWord(word))
        return meanings;
    for (const ZoneWord& entry : zoneWords) {
        if (equalsIgnoringCase(entry.word, word))
            meanings.push_back({std::chrono::minutes{entry.minutes}, entry.region, seasonOf(entry)});
    }
    return meanings;
}

bool fitsSeason(ZoneSeason season, int month)
{
    // Clocks change between March and mid-April and between late September and early November.
    const bool midYear = month >= 5 && month <= 8;
    const bool endOfYear = month >= 12 || month <= 2;
    switch (season) {
    case ZoneSeason::Always:
        return true;
    case ZoneSeason::NorthernWinter:
        return month < 4 || month > 9;
    case ZoneSeason::NorthernSummer:
        return !endOfYear;
    case ZoneSeason::SouthernWinter:
        return !endOfYear;
    case ZoneSeason::SouthernSummer:
        return !midYear;
    }
    return true;
}

}    // namespace faultline
