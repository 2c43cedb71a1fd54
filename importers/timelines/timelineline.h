#pragma once

#include "app/import/handwrittentime.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace faultline {

/// What a line of a hand-written timeline turned out to be. Texts are plain: the markup of the format is gone.
struct TimelineLine {
    enum class Kind {
        Skip,      ///< blank, a table head, a heading, text that tells no moment
        Pending,   ///< a later line ends what this one began
        Row,
        Body,      ///< more text of the row before it
        Section,   ///< a heading with a date, or a named group
        Break,     ///< "-- --"
        BlankBreak,///< a blank line, which separates groups in some texts and every row in others
        Reject
    };
    Kind kind = Kind::Skip;
    std::size_t lines = 1;                   ///< Row: how many lines it is made of, this one included
    std::vector<HandwrittenTime> times;      ///< Row; views into the line, or into the parser until its next call
    std::optional<HandwrittenTime> date;     ///< the day for the rows that follow (Section, Skip) or for this Row
    std::optional<Timestamp> start, end;     ///< Row of an export: instants as they stand
    std::optional<Precision> precision;
    std::string timeText;                    ///< empty: the text of each time
    std::string title;                       ///< empty: the first sentence of the body
    std::string body;
    std::string owner, section, link;
    std::vector<std::pair<std::string, std::string>> fields;
    std::string label;                       ///< a zone that holds for the rows that follow: "CET", "PST (UTC-7)"
    bool isNextDay = false;                  ///< Section: "The next day"
    bool endsRow = false;                    ///< Skip: what follows is no more body
    bool isTitle = false;                    ///< `date` comes from the title of the document
    bool isExact = false;                    ///< Row of an export: texts are taken as they are, even when empty
    bool isProse = false;                    ///< a sentence, not a row: the moment is a candidate
    std::string reason;                      ///< Reject
};

/// Cuts one notation into lines of the above. One call a line, in order; finish() gives what an unfinished line left.
class TimelineParser {
public:
    virtual ~TimelineParser() = default;
    virtual std::vector<TimelineLine> parse(std::string_view line, const DateOrders& orders) = 0;
    virtual std::vector<TimelineLine> finish(const DateOrders&) { return {}; }
};

using TimelineParserFactory = std::function<std::unique_ptr<TimelineParser>(std::string_view headText)>;

/// "All times in PST (UTC-7)", "(times in BST)", "Time zone: UTC+1", "all timestamps below are Pacific": the zone as written, ""
/// when there is none.
std::string zoneLabelIn(std::string_view line);

/// The whole text as one zone, brackets allowed: "CET", "(UTC)", "CEST (+02:00)", "Europe/Paris"; "" otherwise.
std::string zoneLabelOf(std::string_view text);

/// "Timeline (UTC)", "Timeline [CET]": the zone in brackets at the end of a heading; "" when there is none.
std::string zoneLabelBehind(std::string_view heading);

/// An offset or UTC stands with the time. Cheaper than readZone(), which makes whole zones.
bool statesOffset(const WrittenTime& time);

/// What a label means.
ZoneReading readZoneLabel(const std::string& label);

/// "-- --", "---", "-- -- --", "***": signs of a group break and nothing else.
bool isBreakText(std::string_view text);

/// "(02:45 PDT) - mitigated" and "/ 02:45 PDT: mitigated" behind a time: what follows the same moment in another zone.
std::string_view withoutParallelTime(std::string_view text, const DateOrders& orders);

/// Blanks and the signs between a time and its text: "- ", ": ", "| ", "] ", "**".
std::string_view withoutLeadingSeparators(std::string_view text);

}    // namespace faultline
