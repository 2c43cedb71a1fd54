#pragma once

#include "app/import/importer.h"
#include "importers/timelines/timelinefacts.h"
#include "importers/timelines/timelinezone.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace faultline {

/// Reads a hand-written timeline in any notation: the parser knows the notation, this class the dates, zones and groups. The
/// head of the document is read first, because a quote at its end may decide the year or the offset of its first row.
class TimelineReader final : public RecordReader {
public:
    TimelineReader(const ReaderContext& context, const TimelineParserFactory& makeParser);

    void line(std::string_view text, RecordSink& sink) override;
    void finish(RecordSink& sink) override;

private:
    enum class Use { None, Skipped, Kept };    // what became of a line, the strongest of its parts

    void use(Use use) { m_use = std::max(m_use, use); }
    void refuse(const TimelineLine& line, std::string_view code, std::string reason);
    void settle(RecordSink& sink);
    void rejectLinesBefore(std::uint64_t end, RecordSink& sink);
    void take(TimelineLine& line, RecordSink& sink);
    void takeRow(TimelineLine& line, RecordSink& sink);
    bool addEvent(const TimelineLine& line, const HandwrittenTime& time, RecordSink& sink);
    void checkTitle(const WrittenTime& start, const HandwrittenTime& written, RecordSink& sink);
    const std::string& labelOf(const WrittenTime& start, const HandwrittenTime& time, RecordSink& sink);
    bool completeDate(WrittenTime& time, const HandwrittenTime& written, RecordSink& sink);
    void refine(Event& event, const TimelineLine& line, const WrittenTime& start) const;
    void openGroup(const std::string& name);
    std::string sectionOf(const TimelineLine& line, Timestamp start, const WrittenTime* written);
    void checkOrder(const Event& event, RecordSink& sink);
    void checkWeekdays(std::string_view text, RecordSink& sink);
    void announce(RecordSink& sink);
    void flush(RecordSink& sink);

    std::optional<int> m_statedYear;
    std::optional<Timestamp> m_reference;
    TimelineFacts m_facts;
    std::unique_ptr<TimelineParser> m_parser;
    TimelineZones m_zones;
    DateCarrier m_carrier;
    bool m_announced = false, m_yearReported = false, m_zoneReported = false;
    bool m_dateIsAssumed = false;    // the carried date stands in the title or in the name of the file only

    Use m_use = Use::None;
    std::string m_refusalCode, m_refusal;    // of the first part that is no row
    std::uint64_t m_refusedLines = 1;

    std::string m_label;
    std::string m_rowZone;           // as written in a row, where there is no label
    std::string m_section;
    bool m_needsSectionName = false;
    std::set<std::string> m_sectionNames;

    std::vector<Event> m_held;      // of the last row, until no more body can come
    std::string m_body;
    bool m_heldIsExact = false;
    std::optional<Timestamp> m_lastStart;
    std::string m_lastText;
};

}    // namespace faultline
