#include "importers/operations/heldrecord.h"

#include <utility>

namespace faultline {

namespace {

/// Every text of a log line but its message.
constexpr std::array<std::string_view LogLine::*, 8> texts{&LogLine::component, &LogLine::host,     &LogLine::process,
                                                           &LogLine::thread,    &LogLine::user,     &LogLine::clientIp,
                                                           &LogLine::traceId,   &LogLine::rest};

}    // namespace

void HeldRecord::begin(const LogLine& line, RecordSink& sink)
{
    m_line = line;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        if ((line.*texts[i]).data() == nullptr)
            continue;
        m_kept[i].assign(line.*texts[i]);
        m_line.*texts[i] = m_kept[i];
    }
    m_text.assign(line.text);
    m_lineNumber = sink.lineNumber();
    m_kind = Kind::LogLine;
    sink.continuation();
}

void HeldRecord::begin(Event event, RecordSink& sink)
{
    m_event = std::move(event);
    m_lineNumber = sink.lineNumber();
    m_kind = Kind::Event;
    sink.continuation();
}

void HeldRecord::goOn(std::string_view text, RecordSink& sink)
{
    if (m_kind == Kind::None)
        return sink.reject("no-time", "The line has no stamp and does not go on with another");
    std::string& whole = m_kind == Kind::Event ? m_event.body : m_text;
    if (whole.size() + text.size() < longestText) {
        whole += whole.empty() ? "" : "\n";
        whole += text;
    }
    sink.continuation();
}

void HeldRecord::release(RecordSink& sink)
{
    const Kind kind = std::exchange(m_kind, Kind::None);
    if (kind == Kind::None)
        return;
    sink.recordsBelongTo(m_lineNumber);
    if (kind == Kind::Event) {
        sink.event(std::move(m_event));
    } else {
        m_line.text = m_text;
        sink.logLine(m_line);
    }
    sink.recordsBelongTo(0);
}

}    // namespace faultline
