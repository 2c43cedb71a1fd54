#include "importers/timelines/timelinezone.h"

#include "app/base/text.h"

#include <algorithm>
#include <array>

namespace faultline {

namespace {

using std::chrono::minutes;
using std::chrono::seconds;

std::string offsetText(seconds offset)
{
    const std::int64_t total = std::abs(offset.count()) / 60;
    const auto two = [](std::int64_t value) { return (value < 10 ? "0" : "") + std::to_string(value); };
    return (offset.count() < 0 ? "-" : "+") + two(total / 60) + ":" + two(total % 60);
}

/// The season's abbreviations of one place: people write the winter one all year round.
struct SeasonalWord {
    std::string_view word;
    std::string_view zone;
};
constexpr std::array seasonalWords = {
    SeasonalWord{"CET", "Europe/Paris"},         SeasonalWord{"CEST", "Europe/Paris"},      SeasonalWord{"EET", "Europe/Helsinki"},
    SeasonalWord{"EEST", "Europe/Helsinki"},     SeasonalWord{"WET", "Europe/Lisbon"},      SeasonalWord{"WEST", "Europe/Lisbon"},
    SeasonalWord{"PST", "America/Los_Angeles"},  SeasonalWord{"PDT", "America/Los_Angeles"}, SeasonalWord{"MST", "America/Denver"},
    SeasonalWord{"MDT", "America/Denver"},       SeasonalWord{"EST", "America/New_York"},   SeasonalWord{"EDT", "America/New_York"},
    SeasonalWord{"CDT", "America/Chicago"},
};

std::string_view firstWord(const std::string& label)
{
    return std::string_view(label).substr(0, label.find_first_of(" ("));
}

/// "PST" is Pacific time for nearly everybody although the Philippines use it too; "IST" and "BST" have no usual meaning.
std::optional<seconds> usualMeaning(std::string_view word)
{
    const auto known = std::find_if(seasonalWords.begin(), seasonalWords.end(), [&](const SeasonalWord& one) { return one.word == word; });
    const std::vector<ZoneMeaning> meanings = meaningsOfZoneWord(word);
    return known != seasonalWords.end() && !meanings.empty() ? std::optional(meanings.front().offset) : std::nullopt;
}

std::string meaningsText(std::string_view word)
{
    std::string text;
    for (const ZoneMeaning& meaning : meaningsOfZoneWord(word))
        text += (text.empty() ? "" : ", ") + offsetText(meaning.offset) + " " + std::string(meaning.region);
    return text;
}

std::string witnessText(const std::vector<Witness>& witnesses)
{
    constexpr std::size_t most = 4;
    std::string text;
    for (std::size_t i = 0; i < witnesses.size() && i < most; ++i)
        text += (text.empty() ? "\"" : ", \"") + witnesses[i].row + "\" is \"" + witnesses[i].quote + "\"";
    return text + (witnesses.size() > most ? " and more" : "");
}

}    // namespace

TimelineZones::TimelineZones(const ReaderContext& context, const TimelineFacts& facts) :
    m_facts(facts),
    m_zone(context.options.zone.value_or(context.time.zone)),
    m_isStated(context.options.zone.has_value() || context.time.zoneBasis == Basis::Stated)
{
}

bool TimelineZones::isProven(const std::string& label) const
{
    const auto proof = m_facts.proofs.find(label);
    return proof != m_facts.proofs.end() && proof->second.offset().has_value();
}

const ZoneReading& TimelineZones::readingOf(const std::string& label)
{
    const auto known = m_readings.find(label);
    return known != m_readings.end() ? known->second : m_readings.emplace(label, readZoneLabel(label)).first->second;
}

const ZoneReading& TimelineZones::readingOfWord(const WrittenTime& written)
{
    const std::string word = written.offsetSeconds ? std::to_string(*written.offsetSeconds) : std::string(written.zoneWord);
    const auto known = m_words.find(word);
    return known != m_words.end() ? known->second : m_words.emplace(word, readZone(written)).first->second;
}

const TimeZone* TimelineZones::placeOf(std::string_view zone)
{
    auto known = m_places.find(std::string(zone));
    if (known == m_places.end()) {
        auto named = TimeZone::named(zone);
        known = m_places.emplace(zone, named ? std::optional(*named) : std::nullopt).first;
    }
    return known->second ? &*known->second : nullptr;
}

TimelineZones::Choice TimelineZones::choose(const WrittenTime& written, const std::string& label)
{
    const ZoneReading& own = readingOfWord(written);
    if (own.zone && (written.offsetSeconds || own.zone->isUtc()))
        return {*own.zone, TimeBasis::Offset, "at " + own.zone->name()};
    if (m_isStated)
        return {m_zone, TimeBasis::SourceZone, "in " + m_zone.name() + " as stated"};
    if (const auto proof = m_facts.proofs.find(label); proof != m_facts.proofs.end()) {
        if (const auto offset = proof->second.offset())
            return {TimeZone::fixed(*offset), TimeBasis::Offset, "at " + offsetText(*offset)};
    }
    const ZoneReading& named = own.zone ? own : readingOf(label);
    if (named.zone)
        return {*named.zone, TimeBasis::ZoneWord, "as " + label};
    if (const auto usual = usualMeaning(firstWord(label)))
        return {TimeZone::fixed(*usual), TimeBasis::ZoneWord, "as " + offsetText(*usual)};
    return {m_zone, TimeBasis::SourceZone, "in " + m_zone.name() + ", the zone of the case"};
}

std::optional<RecordTime> TimelineZones::resolve(const WrittenTime& written, const std::string& label, std::string_view row,
                                                 RecordSink& sink)
{
    const auto local = localTimeOf(written);
    if (!local)
        return std::nullopt;
    const std::string rowLabel = written.zoneWord.empty() || written.offsetSeconds ? label : std::string(written.zoneWord);
    Choice choice = choose(written, rowLabel);
    if (const TimeZone* place = choice.basis == TimeBasis::ZoneWord ? wallClockOf(rowLabel, *local) : nullptr) {
        reportSeason(rowLabel, *place, *local, row, sink);
        choice.zone = *place;
    }
    if (!written.offsetSeconds || choice.basis != TimeBasis::Offset)
        report(rowLabel, choice, *local, sink);
    const TimeZone::Resolved resolved = choice.zone.resolve(*local);
    RecordTime time;
    time.utc = resolved.utc;
    time.basis = choice.basis;
    time.inGap = resolved.kind == TimeZone::LocalKind::Gap;
    time.inOverlap = resolved.kind == TimeZone::LocalKind::Overlap;
    if (time.inGap)
        sink.issue("time-in-gap", "\"" + std::string(row) + "\" does not exist in " + choice.zone.name() + ": clocks were put forward");
    if (time.inOverlap)
        sink.issue("time-twice", "\"" + std::string(row) + "\" exists twice in " + choice.zone.name() + "; read as the earlier one");
    return time;
}

void TimelineZones::report(const std::string& label, const Choice& choice, LocalTime local, RecordSink& sink)
{
    if (!m_reported.insert(label).second)
        return;
    const auto proof = m_facts.proofs.find(label);
    const bool hasWitnesses = proof != m_facts.proofs.end() && !proof->second.votes.empty();
    const auto proven = hasWitnesses ? proof->second.offset() : std::nullopt;
    if (hasWitnesses && !proven) {
        std::string offsets;
        for (const auto& [offset, witnesses] : proof->second.votes)
            offsets += (offsets.empty() ? "" : ", ") + offsetText(offset) + " (" + witnessText(witnesses) + ")";
        sink.issue("zone-witnesses-disagree", "Rows that also quote UTC prove different offsets: " + offsets);
        return;
    }
    if (proven) {
        reportContradiction(label, choice, local, *proven, sink);
        return;
    }
    if (!m_isStated && !label.empty() && readingOf(label).ambiguous) {
        const std::string meanings = meaningsText(firstWord(label));
        sink.issue("zone-word-ambiguous",
                   "The zone \"" + label + "\" has "
                       + (meanings.empty() ? std::string("no meaning that the program knows") : "several meanings (" + meanings + ")")
                       + "; the times are read " + choice.name + "; state the zone to change this");
    }
}

void TimelineZones::reportContradiction(const std::string& label, const Choice& choice, LocalTime local, minutes proven, RecordSink& sink)
{
    const std::vector<Witness>& witnesses = m_facts.proofs.at(label).votes.at(proven);
    const std::string proof = std::to_string(witnesses.size()) + (witnesses.size() == 1 ? " row that also quotes" : " rows that also quote")
                              + " UTC " + (witnesses.size() == 1 ? "proves " : "prove ") + offsetText(proven) + " (" + witnessText(witnesses)
                              + ")";
    const std::string readAs = "; the times are read " + choice.name;
    const auto offsetIn = [&](const TimeZone& zone) { return zone.offsetAt(zone.resolve(local).utc); };
    if (m_isStated && choice.basis == TimeBasis::SourceZone && offsetIn(m_zone) != proven) {
        sink.issue("zone-contradiction", "The stated zone " + m_zone.name() + " is " + offsetText(offsetIn(m_zone)) + " here, but " + proof + readAs);
        return;
    }
    if (label.empty()) {
        if (!m_isStated)
            sink.issue("zone-proven", "No zone is written, but " + proof + readAs);
        return;
    }
    const ZoneReading reading = readingOf(label);
    const auto meanings = meaningsOfZoneWord(firstWord(label));
    const bool oneFits = reading.zone ? offsetIn(*reading.zone) == proven
                                      : std::any_of(meanings.begin(), meanings.end(), [&](const ZoneMeaning& m) { return m.offset == proven; });
    if (oneFits)
        return;
    const std::string meaning = reading.zone ? offsetText(offsetIn(*reading.zone)) : meaningsText(firstWord(label));
    sink.issue("zone-contradiction", "The times are labelled " + label + " (" + meaning + "), but " + proof + readAs);
}

/// "PST" in July: the place keeps another offset on that day than the word says. People write the word of the winter and read the
/// clock on the wall, so that clock is taken. Arizona keeps MST all year.
const TimeZone* TimelineZones::wallClockOf(const std::string& label, LocalTime local)
{
    const std::string_view word = firstWord(label);
    const auto known = std::find_if(seasonalWords.begin(), seasonalWords.end(), [&](const SeasonalWord& one) { return one.word == word; });
    const auto meanings = meaningsOfZoneWord(word);
    const TimeZone* place = known == seasonalWords.end() || meanings.empty() || word == "MST" ? nullptr : placeOf(known->zone);
    if (place == nullptr)
        return nullptr;
    const TimeZone::Resolved resolved = place->resolve(local);
    const auto isReal = [&](seconds offset) { return offset == place->offsetAt(resolved.utc) || offset == place->offsetAt(resolved.other); };
    if (const ZoneReading& written = readingOf(label); written.zone && isReal(written.zone->offsetAt(written.zone->resolve(local).utc)))
        return nullptr;    // "PST (UTC-7)" in July says it itself
    const bool fits = std::any_of(meanings.begin(), meanings.end(), [&](const ZoneMeaning& meaning) { return isReal(meaning.offset); });
    return fits ? nullptr : place;
}

void TimelineZones::reportSeason(const std::string& label, const TimeZone& place, LocalTime local, std::string_view row, RecordSink& sink)
{
    if (!m_seasonReported.insert(label).second)
        return;
    const auto meanings = meaningsOfZoneWord(firstWord(label));
    const std::string real = offsetText(place.offsetAt(place.resolve(local).utc));
    sink.issue("zone-season", "\"" + std::string(row) + "\" is labelled " + label + " (" + offsetText(meanings.front().offset) + "), but "
                                  + place.name() + " is at " + real + " on that day; it is read at " + real
                                  + "; state the zone if the label is meant as written");
}

}    // namespace faultline
