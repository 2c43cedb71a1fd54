#include "importers/timelines/timelinefacts.h"

#include "app/base/text.h"
#include "app/base/timestamp.h"

#include <algorithm>

namespace faultline {

namespace {

using std::chrono::floor;
using std::chrono::minutes;

/// Two words of three letters or more.
bool hasWords(std::string_view text)
{
    int words = 0;
    int letters = 0;
    for (const char c : text) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
        letters = letter ? letters + 1 : 0;
        words += letters == 3 ? 1 : 0;
    }
    return words >= 2;
}

bool isUtcOrOffset(const HandwrittenTime& time) { return statesOffset(time.start); }

class Learner {
public:
    Learner(const DateOrders& orders, TimelineFacts& facts, std::optional<int> statedYear) : m_orders(orders), m_facts(facts)
    {
        if (statedYear)
            m_carrier.setYear(*statedYear);
        else if (facts.year != 0)
            m_carrier.setYear(facts.year);
        if (facts.titleDate)
            m_carrier.setDate(*facts.titleDate);
    }

    void take(const TimelineLine& line, std::string_view raw)
    {
        if (!line.label.empty())
            m_label = line.label;
        if (line.date && line.date->start.month != 0)
            m_carrier.setDate(line.date->start);
        if (line.isNextDay)
            m_carrier.moveToNextDay();
        if (line.kind == TimelineLine::Kind::Skip && line.endsRow)
            m_row.reset();
        if (line.kind == TimelineLine::Kind::Row && !line.isProse)
            startRow(line);
        if (m_row)
            collectWitnesses(line.kind == TimelineLine::Kind::Row ? std::string_view(line.title) : raw);
        if (m_row && line.kind == TimelineLine::Kind::Row)
            collectWitnesses(line.body);
    }

private:
    void startRow(const TimelineLine& line)
    {
        m_row.reset();
        for (const HandwrittenTime& time : line.times) {
            WrittenTime start = time.start;
            if (!time.hasClock || !m_carrier.complete(start, time.dayShift))
                continue;
            if (!m_row && time.precision != Precision::About && !line.start) {
                m_row = time;
                m_row->start = start;
                m_rowText = std::string(time.text);
                m_rowLabel = m_label;
                if (!time.start.zoneWord.empty() && !isUtcOrOffset(time))
                    m_rowLabel = std::string(time.start.zoneWord);
                if (isUtcOrOffset(time))
                    m_row.reset();
            }
        }
    }

    void collectWitnesses(std::string_view text)
    {
        const auto local = localTimeOf(m_row->start);
        for (const HandwrittenTime& quote : findHandwrittenTimes(text, m_orders)) {
            const auto instant = quotedInstant(quote, m_row->start);
            if (!instant || !local)
                continue;
            if (const auto offset = provenOffset(*m_row, *local, *instant))
                m_facts.proofs[m_rowLabel].votes[*offset].push_back({m_rowText, std::string(quote.text)});
        }
    }

    const DateOrders& m_orders;
    TimelineFacts& m_facts;
    DateCarrier m_carrier;
    std::string m_label;
    std::optional<HandwrittenTime> m_row;
    std::string m_rowText;
    std::string m_rowLabel;
};

/// First reading: which order the dates of each layout have. A layout without proof takes the order that all others agree on.
void learnOrders(const std::vector<std::string_view>& lines, std::size_t count, TimelineFacts& facts)
{
    std::array<std::array<std::size_t, 4>, dateLayoutCount> votes{};
    std::array<bool, dateLayoutCount> isOpen{};
    for (std::size_t i = 0; i < count; ++i) {
        for (const HandwrittenTime& time : findHandwrittenTimes(lines[i])) {
            const auto layout = static_cast<std::size_t>(time.layout);
            ++votes[layout][static_cast<std::size_t>(time.shownOrder)];
            isOpen[layout] = isOpen[layout] || time.orderAssumed;
        }
    }
    DateOrder common = DateOrder::Unknown;
    bool several = false;
    for (std::size_t layout = 0; layout < dateLayoutCount; ++layout) {
        const std::size_t dayFirst = votes[layout][static_cast<std::size_t>(DateOrder::DayMonthYear)];
        const std::size_t monthFirst = votes[layout][static_cast<std::size_t>(DateOrder::MonthDayYear)];
        facts.ordersConflict = facts.ordersConflict || (dayFirst > 0 && monthFirst > 0);
        if (dayFirst == monthFirst)
            continue;
        facts.orders[layout] = dayFirst > monthFirst ? DateOrder::DayMonthYear : DateOrder::MonthDayYear;
        several = several || (common != DateOrder::Unknown && common != facts.orders[layout]);
        common = facts.orders[layout];
    }
    for (std::size_t layout = 1; layout < dateLayoutCount; ++layout) {
        if (facts.orders[layout] != DateOrder::Unknown || !isOpen[layout])
            continue;
        facts.orderAssumed = facts.orderAssumed || several || common == DateOrder::Unknown;
        facts.orders[layout] = several || common == DateOrder::Unknown ? DateOrder::DayMonthYear : common;
    }
}

class DocumentSurvey {
public:
    explicit DocumentSurvey(TimelineFacts& facts) : m_facts(facts) {}

    void take(const TimelineLine& line, std::string_view raw)
    {
        using Kind = TimelineLine::Kind;
        if (line.isTitle && line.date && !m_facts.titleDate && line.date->start.year != 0)
            m_facts.titleDate = line.date->start;
        if (line.date && line.date->start.month != 0 && !line.isTitle)
            takeYear(*line.date, true);
        for (const HandwrittenTime& time : line.times) {
            takeYear(time, true);
            const bool byHand = time.precision != Precision::Exact || time.layout == DateLayout::TwoParts;
            m_facts.handwrittenRows += byHand ? 1U : 0U;
        }
        if (line.kind == Kind::Row) {
            ++m_facts.rows;
            m_facts.proseRows += line.isProse ? 1U : 0U;
            m_facts.wordyRows += hasWords(line.title + " " + line.body) ? 1U : 0U;
            if (m_facts.firstRow.empty() && !line.times.empty())
                m_facts.firstRow = std::string(line.times.front().text);
            m_blankGroups += m_blankBefore ? 1U : 0U;
            m_blankBefore = false;
        }
        m_facts.hasBreaks = m_facts.hasBreaks || line.kind == Kind::Break;
        m_blankBefore = m_blankBefore || (line.kind == Kind::BlankBreak && m_facts.rows > 0);
        for (const HandwrittenTime& quote : findHandwrittenTimes(raw, m_facts.orders)) {
            takeYear(quote, false);
            takeOtherDate(quote);
        }
    }

    void finish(std::string_view fileName)
    {
        m_facts.blankLinesAreBreaks = !m_facts.hasBreaks && m_blankGroups > 0 && m_facts.rows >= 2 * (m_blankGroups + 1);
        m_facts.hasBreaks = m_facts.hasBreaks || m_facts.blankLinesAreBreaks;
        const auto named = dateInFileName(fileName);
        if (!m_facts.titleDate) {
            m_facts.titleDate = named;
            m_facts.titleIsFileName = named.has_value();
        } else if (named && m_facts.otherDate.empty() && (named->month != m_facts.titleDate->month || named->day != m_facts.titleDate->day)) {
            m_facts.otherDate = fileName;
        }
        if (m_facts.year == 0 && m_facts.titleDate) {
            m_facts.year = m_facts.titleDate->year;
            m_facts.yearText = fileName;
        }
    }

private:
    void takeYear(const HandwrittenTime& time, bool isRow)
    {
        const bool better = m_facts.year == 0 || (isRow && !m_facts.yearIsFromRows);
        if (time.start.year == 0 || time.start.month == 0 || !better)
            return;
        m_facts.year = time.start.year;
        m_facts.yearText = std::string(time.text);
        m_facts.yearIsFromRows = isRow;
    }

    /// "On the evening of Feb 23 ..." above rows that take 24 February from the title.
    void takeOtherDate(const HandwrittenTime& quote)
    {
        if (!m_facts.titleDate || m_facts.rows > 0 || quote.hasClock || quote.start.month == 0 || !m_facts.otherDate.empty())
            return;
        const WrittenTime& title = *m_facts.titleDate;
        if (!isValidDate(title.year, quote.start.month, quote.start.day) || !isValidDate(title.year, title.month, title.day))
            return;
        const auto dayOf = [&](const WrittenTime& date) {
            return daysFromCivil(title.year, static_cast<unsigned>(date.month), static_cast<unsigned>(date.day));
        };
        constexpr std::int64_t near = 7;
        const std::int64_t distance = std::abs(dayOf(quote.start) - dayOf(title));
        if (distance > 0 && distance <= near && (quote.start.year == 0 || quote.start.year == title.year))
            m_facts.otherDate = std::string(quote.text);
    }

    TimelineFacts& m_facts;
    std::size_t m_blankGroups = 0;
    bool m_blankBefore = false;
};

}    // namespace

std::optional<minutes> LabelProof::offset() const
{
    std::optional<minutes> best;
    std::size_t most = 0;
    for (const auto& [offset, witnesses] : votes) {
        if (witnesses.size() == most)
            best.reset();
        if (witnesses.size() <= most)
            continue;
        most = witnesses.size();
        best = offset;
    }
    return best;
}

std::optional<Timestamp> quotedInstant(const HandwrittenTime& quote, const WrittenTime& rowTime)
{
    const bool isExact = quote.precision == Precision::Exact || quote.precision == Precision::Minute;
    if (!quote.hasClock || !isExact || quote.end || !isUtcOrOffset(quote))
        return std::nullopt;
    WrittenTime time = quote.start;
    if (time.month == 0) {
        time.month = rowTime.month;
        time.day = rowTime.day;
    }
    if (time.year == 0)
        time.year = rowTime.year;
    const auto local = localTimeOf(time);
    if (!local)
        return std::nullopt;
    const std::chrono::seconds offset(time.offsetSeconds.value_or(0));
    const Timestamp instant{local->time_since_epoch() - offset};
    if (quote.start.month != 0)
        return instant;
    // A clock without date may belong to the UTC day before or after the row's.
    const auto rowLocal = localTimeOf(rowTime);
    if (!rowLocal)
        return std::nullopt;
    const auto distance = rowLocal->time_since_epoch() - instant.time_since_epoch();
    if (distance > std::chrono::hours(14))
        return instant + std::chrono::hours(24);
    return distance < -std::chrono::hours(12) ? instant - std::chrono::hours(24) : instant;
}

std::optional<minutes> provenOffset(const HandwrittenTime& written, LocalTime row, Timestamp quoted)
{
    const auto rowMinute = floor<minutes>(row.time_since_epoch());
    const auto quotedMinute = floor<minutes>(quoted.time_since_epoch());
    const std::int64_t difference = (rowMinute - quotedMinute).count();
    if (written.start.hasSeconds && row.time_since_epoch() - rowMinute != quoted.time_since_epoch() - quotedMinute)
        return std::nullopt;
    if (difference < -12 * 60 || difference > 14 * 60)
        return std::nullopt;
    // The half hours that zones really have; any other distance is another moment, not another zone.
    constexpr std::array<int, 9> halfHours = {-570, -210, -150, 210, 270, 330, 390, 570, 630};
    const bool whole = difference % 60 == 0 || std::find(halfHours.begin(), halfHours.end(), difference) != halfHours.end();
    return whole ? std::optional(minutes(difference)) : std::nullopt;
}

TimelineFacts learnTimeline(const SourceHead& head, std::size_t count, const TimelineParserFactory& makeParser, std::optional<int> statedYear)
{
    TimelineFacts facts;
    count = std::min({count, head.headLines, head.lines.size()});
    learnOrders(head.lines, count, facts);
    const auto readAll = [&](auto& reader) {
        const auto parser = makeParser(head.text);
        for (std::size_t i = 0; i < count; ++i) {
            for (const TimelineLine& line : parser->parse(head.lines[i], facts.orders))
                reader.take(line, head.lines[i]);
        }
        for (const TimelineLine& line : parser->finish(facts.orders))
            reader.take(line, {});
    };
    DocumentSurvey survey(facts);
    readAll(survey);
    survey.finish(head.fileName);
    Learner learner(facts.orders, facts, statedYear);
    readAll(learner);
    return facts;
}

}    // namespace faultline
