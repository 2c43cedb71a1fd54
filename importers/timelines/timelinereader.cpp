#include "importers/timelines/timelinereader.h"

#include "app/base/text.h"
#include "importers/timelines/sentences.h"

#include <algorithm>
#include <array>

namespace faultline {

namespace {

constexpr std::array<std::string_view, 7> dayNames = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                      "Thursday", "Friday", "Saturday"};

std::string isoDate(const WrittenTime& date)
{
    const auto two = [](int value) { return (value < 10 ? "0" : "") + std::to_string(value); };
    return std::to_string(date.year) + "-" + two(date.month) + "-" + two(date.day);
}

/// A year-less date is taken from the twelve months before the file was written.
int yearBefore(Timestamp reference, const WrittenTime& date)
{
    const std::chrono::year_month_day day{std::chrono::floor<std::chrono::days>(reference) + std::chrono::days(1)};
    const int year = static_cast<int>(day.year());
    const auto month = static_cast<int>(static_cast<unsigned>(day.month()));
    const bool later = date.month > month || (date.month == month && date.day > static_cast<int>(static_cast<unsigned>(day.day())));
    return later ? year - 1 : year;
}

}    // namespace

TimelineReader::TimelineReader(const ReaderContext& context, const TimelineParserFactory& makeParser) :
    m_statedYear(context.options.year ? context.options.year : context.time.year),
    m_reference(context.time.reference),
    m_facts(learnTimeline(context.head, context.head.headLines, makeParser, m_statedYear)),
    m_parser(makeParser(context.head.text)),
    m_zones(context, m_facts)
{
    if (m_facts.titleDate) {
        m_carrier.setDate(*m_facts.titleDate);
        m_dateIsAssumed = true;
    }
    if (m_statedYear)
        m_carrier.setYear(*m_statedYear);
    m_needsSectionName = m_facts.hasBreaks;
}

void TimelineReader::line(std::string_view text, RecordSink& sink)
{
    checkWeekdays(text, sink);
    m_use = Use::None;
    m_refusal.clear();
    for (TimelineLine& line : m_parser->parse(text, m_facts.orders))
        take(line, sink);
    settle(sink);
}

/// The sentences of a line are taken one by one, but the line uses one door: it is rejected only when nothing of it is kept.
void TimelineReader::settle(RecordSink& sink)
{
    if (m_use == Use::Kept) {
        if (!m_refusal.empty())
            sink.issue(m_refusalCode, m_refusal);
        sink.continuation();
        return;
    }
    if (m_refusal.empty()) {
        if (m_use == Use::Skipped)
            sink.skip();
        return;
    }
    rejectLinesBefore(sink.lineNumber(), sink);
    sink.reject(m_refusalCode, m_refusal);
}

/// The earlier lines of a refused row were counted as a part of it so far.
void TimelineReader::rejectLinesBefore(std::uint64_t end, RecordSink& sink)
{
    const std::uint64_t last = sink.lineNumber();
    for (std::uint64_t line = last - std::min(last, m_refusedLines) + 1; line < end; ++line) {
        sink.recordsBelongTo(line);
        sink.reject(m_refusalCode, m_refusal);
    }
    sink.recordsBelongTo(0);
}

void TimelineReader::refuse(const TimelineLine& line, std::string_view code, std::string reason)
{
    if (!m_refusal.empty())
        return;
    m_refusalCode = code;
    m_refusal = std::move(reason);
    m_refusedLines = line.lines;
}

void TimelineReader::finish(RecordSink& sink)
{
    m_refusal.clear();
    for (TimelineLine& line : m_parser->finish(m_facts.orders))
        take(line, sink);
    flush(sink);
    if (!m_refusal.empty())
        rejectLinesBefore(sink.lineNumber() + 1, sink);
}

void TimelineReader::take(TimelineLine& line, RecordSink& sink)
{
    using Kind = TimelineLine::Kind;
    if (!line.label.empty())
        m_label = line.label;
    if (line.date && line.date->start.month != 0 && !line.isTitle) {
        m_carrier.setDate(line.date->start);
        m_dateIsAssumed = false;
    }
    if (line.isNextDay)
        m_carrier.moveToNextDay();
    switch (line.kind) {
    case Kind::Skip:
        if (line.endsRow)
            flush(sink);
        else if (!m_held.empty() && !m_heldIsExact)
            m_body += '\n';
        use(Use::Skipped);
        return;
    case Kind::Pending: use(Use::Kept); return;
    case Kind::Row: takeRow(line, sink); return;
    case Kind::Body:
        if (m_held.empty())
            return use(Use::Skipped);
        m_body += (m_body.empty() ? "" : line.isProse ? " " : "\n") + line.body;
        use(Use::Kept);
        return;
    case Kind::Section:
        flush(sink);
        if (line.date || line.isNextDay || !m_needsSectionName)    // a break's group is named by its date
            openGroup(line.section);
        use(Use::Skipped);
        return;
    case Kind::Break:
    case Kind::BlankBreak:
        if (line.kind == Kind::Break || m_facts.blankLinesAreBreaks) {
            flush(sink);
            m_needsSectionName = true;
        } else if (!m_held.empty() && !m_heldIsExact) {
            m_body += '\n';
        }
        use(Use::Skipped);
        return;
    case Kind::Reject:
        flush(sink);
        refuse(line, "bad-time", line.reason);
        return;
    }
}

void TimelineReader::takeRow(TimelineLine& line, RecordSink& sink)
{
    flush(sink);
    announce(sink);
    bool made = false;
    if (line.start) {
        Event event;
        event.start = {*line.start, TimeBasis::Offset, false, false};
        if (line.end)
            event.end = RecordTime{*line.end, TimeBasis::Offset, false, false};
        event.precision = line.precision.value_or(line.end ? Precision::Range : Precision::Exact);
        event.timeText = line.timeText;
        event.section = sectionOf(line, *line.start, nullptr);
        m_held.push_back(std::move(event));
        made = true;
    }
    for (const HandwrittenTime& time : line.start ? std::vector<HandwrittenTime>{} : line.times)
        made = addEvent(line, time, sink) || made;
    if (!made) {
        const std::string written = line.times.empty() ? std::string() : std::string(line.times.front().text);
        refuse(line, "no-date", "\"" + written + "\" has no " + (m_carrier.hasDate() ? "year; state it" : "date, and no line before it has one"));
        return;
    }
    const std::uint64_t lineNumber = sink.lineNumber() - std::min<std::uint64_t>(line.lines - 1, sink.lineNumber());
    for (Event& event : m_held) {
        event.kind = "human";
        event.title = line.title;
        event.actor = line.owner;
        event.link = line.link;
        event.fields = line.fields;
        event.line = lineNumber;
        checkOrder(event, sink);
    }
    m_body = line.isExact ? line.body : withoutParallelTime(line.body, m_facts.orders);
    m_heldIsExact = line.isExact;
    use(Use::Kept);
}

bool TimelineReader::completeDate(WrittenTime& time, const HandwrittenTime& written, RecordSink& sink)
{
    const bool yearWritten = time.year != 0;
    const bool dateWritten = time.month != 0;
    if (!yearWritten && m_carrier.year() == 0 && dateWritten) {
        if (m_facts.year != 0)
            m_carrier.setYear(m_facts.year);
        else if (m_reference)
            m_carrier.setYear(yearBefore(*m_reference, time));
        if (m_carrier.year() != 0 && !m_yearReported) {
            m_yearReported = true;
            sink.issue("year-assumed",
                       "\"" + std::string(written.text) + "\" has no year; " + std::to_string(m_carrier.year()) + " is taken from "
                           + (m_facts.year == 0 ? std::string("the time of the file") : "\"" + m_facts.yearText + "\""));
        }
    }
    if (!dateWritten && m_dateIsAssumed) {
        sink.issue("date-assumed", "\"" + std::string(written.text) + "\" has no date; "
                                       + (m_facts.titleIsFileName ? "it is taken from the name of the file" : "it is carried on from the title or a heading")
                                       + (m_facts.otherDate.empty() ? "" : ", but \"" + m_facts.otherDate + "\" stands beside it"));
    }
    m_dateIsAssumed = false;
    return m_carrier.complete(time, written.dayShift);
}

bool TimelineReader::addEvent(const TimelineLine& line, const HandwrittenTime& time, RecordSink& sink)
{
    WrittenTime start = time.start;
    if (!completeDate(start, time, sink))
        return false;
    checkTitle(start, time, sink);
    const std::string& label = labelOf(start, time, sink);
    const auto resolved = m_zones.resolve(start, label, time.text, sink);
    if (!resolved)
        return false;
    Event event;
    event.start = *resolved;
    event.precision = line.precision.value_or(time.precision);
    if (line.isProse && (event.precision == Precision::Exact || event.precision == Precision::Minute))
        event.precision = Precision::About;
    const bool ownText = !line.isExact && (line.timeText.empty() || line.times.size() > 1);
    event.timeText = ownText ? sanitizedUtf8(time.text) : line.timeText;
    if (time.end) {
        WrittenTime end = *time.end;
        if (m_carrier.completeEnd(end, start))
            event.end = m_zones.resolve(end, label, time.text, sink);
        if (event.end && event.end->utc < event.start.utc) {
            sink.issue("end-before-start", "\"" + std::string(time.text) + "\" ends before it starts; the end is left out");
            event.end.reset();
            event.precision = line.precision.value_or(Precision::Minute);
        }
    } else if (!time.hasClock && event.precision == Precision::Range) {
        event.end = event.start;
        event.end->utc += std::chrono::hours(24);
    }
    refine(event, line, start);
    event.section = sectionOf(line, event.start.utc, &start);
    m_held.push_back(std::move(event));
    return true;
}

/// A slip in the date of the first row moves the whole timeline by months.
void TimelineReader::checkTitle(const WrittenTime& start, const HandwrittenTime& written, RecordSink& sink)
{
    if (m_lastStart || written.start.month == 0 || !m_facts.titleDate || m_facts.titleIsFileName)
        return;
    const auto dayOf = [](const WrittenTime& date) { return daysFromCivil(date.year, static_cast<unsigned>(date.month), static_cast<unsigned>(date.day)); };
    constexpr std::int64_t far = 31;
    if (std::abs(dayOf(start) - dayOf(*m_facts.titleDate)) > far)
        sink.issue("date-contradicts-title", "\"" + std::string(written.text) + "\" is far from the date of the document, " + isoDate(*m_facts.titleDate));
}

/// "9:02 PDT", then "9:10": where no label is stated, the zone of the first row holds until another one is written.
const std::string& TimelineReader::labelOf(const WrittenTime& start, const HandwrittenTime& time, RecordSink& sink)
{
    const bool hasZone = start.offsetSeconds || !start.zoneWord.empty();
    if (!m_label.empty())
        return m_label;
    if (hasZone && (!m_lastStart || !m_rowZone.empty()))
        m_rowZone = std::string(start.zoneWord.empty() ? time.zoneText : start.zoneWord);
    if (hasZone || m_rowZone.empty() || m_zones.isProven({}))
        return m_label;
    if (!m_zoneReported)
        sink.issue("zone-carried", "\"" + std::string(time.text) + "\" has no zone; it is read as " + m_rowZone + " like the row before it");
    m_zoneReported = true;
    return m_rowZone;
}

/// "9:04 ... (support case: 07:04:24 AM UTC)": the quote tells the second that the row leaves out.
void TimelineReader::refine(Event& event, const TimelineLine& line, const WrittenTime& start) const
{
    if (event.precision != Precision::Minute || line.times.size() != 1 || line.precision || line.isProse || !m_zones.isProven(m_label))
        return;
    for (const std::string* text : {&line.title, &line.body}) {
        for (HandwrittenTime quote : findHandwrittenTimes(*text, m_facts.orders)) {
            if (!quote.start.hasSeconds || !quote.hasClock)
                continue;
            if (!quote.start.offsetSeconds && quote.start.zoneWord.empty())
                quote.start.offsetSeconds = 0;    // the other quotes of this document are UTC
            const auto instant = quotedInstant(quote, start);
            if (!instant || std::chrono::floor<std::chrono::minutes>(*instant) != event.start.utc)
                continue;
            event.start.utc = *instant;
            event.precision = Precision::Exact;
            return;
        }
    }
}

void TimelineReader::openGroup(const std::string& name)
{
    m_section = name;
    m_needsSectionName = false;
    if (!name.empty())
        m_sectionNames.insert(name);
}

/// Groups that only a break separates are named by the date of their first row.
std::string TimelineReader::sectionOf(const TimelineLine& line, Timestamp start, const WrittenTime* written)
{
    if (!line.section.empty())
        return line.section;    // a column of its own
    if (m_needsSectionName) {
        const std::string date = written != nullptr ? isoDate(*written) : formatUtc(start).substr(0, 10);
        std::string name = date;
        for (int number = 2; m_sectionNames.count(name) > 0; ++number)
            name = date + " (" + std::to_string(number) + ")";
        openGroup(name);
    }
    return m_section;
}

void TimelineReader::checkOrder(const Event& event, RecordSink& sink)
{
    if (m_lastStart && event.start.utc < *m_lastStart)
        sink.issue("time-goes-backwards", "\"" + event.timeText + "\" (" + formatUtc(event.start.utc) + ") stands behind \"" + m_lastText
                                              + "\" (" + formatUtc(*m_lastStart) + ")");
    m_lastStart = event.start.utc;
    m_lastText = event.timeText;
}

void TimelineReader::checkWeekdays(std::string_view text, RecordSink& sink)
{
    for (const HandwrittenTime& time : findHandwrittenTimes(text, m_facts.orders)) {
        WrittenTime date = time.start;
        if (date.weekday < 0 || date.month == 0)
            continue;
        if (date.year == 0)
            date.year = m_carrier.year() != 0 ? m_carrier.year() : m_facts.year;
        if (!isValidDate(date.year, date.month, date.day))
            continue;
        const std::int64_t days = daysFromCivil(date.year, static_cast<unsigned>(date.month), static_cast<unsigned>(date.day));
        const auto real = static_cast<std::size_t>(((days + 4) % 7 + 7) % 7);    // 1970-01-01 was a Thursday
        if (real != static_cast<std::size_t>(date.weekday))
            sink.issue("weekday-contradicts-date", "\"" + std::string(time.text) + "\" is written, " + isoDate(date) + " is a "
                                                       + std::string(dayNames[real]));
    }
}

void TimelineReader::announce(RecordSink& sink)
{
    if (m_announced)
        return;
    m_announced = true;
    if (m_facts.orderAssumed)
        sink.issue("date-order-assumed", "Nothing tells whether the day or the month comes first; dates are read as day/month");
    if (m_facts.ordersConflict)
        sink.issue("date-order-conflict", "Dates of one layout can only be read with the day first in some places and the month first in others");
}

void TimelineReader::flush(RecordSink& sink)
{
    for (Event& event : m_held) {
        std::string body = m_heldIsExact ? m_body : std::string(trimmed(m_body));
        if (event.title.empty() && !m_heldIsExact) {
            std::string rest;
            event.title = firstSentence(body, rest);
            body = std::move(rest);
        }
        if (event.title.empty())
            event.title = event.timeText.empty() ? formatUtc(event.start.utc) : event.timeText;
        event.title = sanitizedUtf8(event.title);
        event.body = sanitizedUtf8(body);
        sink.recordsBelongTo(event.line);
        sink.event(std::move(event));
    }
    if (!m_held.empty())
        sink.recordsBelongTo(0);
    m_held.clear();
    m_body.clear();
}

}    // namespace faultline
