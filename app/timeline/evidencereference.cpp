#include "app/timeline/evidencereference.h"

#include "app/base/text.h"
#include "app/timeline/entryedit.h"

namespace faultline {

namespace {

constexpr std::string_view anyKind = "any";

std::string textOf(const TimeRange& window)
{
    return formatUtc(window.begin) + '/' + formatUtc(window.end);
}

std::optional<Timestamp> instantFrom(std::string_view text)
{
    if (text.empty() || text.back() != 'Z')
        return {};
    const auto time = parseEntryTime(text, {});
    return time ? std::optional(time->start) : std::nullopt;
}

std::optional<TimeRange> windowFrom(std::string_view text)
{
    const std::size_t slash = text.find('/');
    if (slash == std::string_view::npos)
        return {};
    const auto begin = instantFrom(text.substr(0, slash));
    const auto end = instantFrom(text.substr(slash + 1));
    if (!begin || !end || *end < *begin)
        return {};
    return TimeRange{*begin, *end};
}

/// The front up to the first blank; `text` keeps what stands behind it.
std::string_view takeWord(std::string_view& text)
{
    const std::size_t blank = text.find(' ');
    const std::string_view word = text.substr(0, blank);
    text = blank == std::string_view::npos ? std::string_view() : text.substr(blank + 1);
    return word;
}

}    // namespace

Evidence evidenceOf(const LineReference& reference, std::string caption)
{
    return {0, 0, EvidenceKind::Line, std::to_string(reference.sourceId) + ':' + std::to_string(reference.line), std::move(caption)};
}

Evidence evidenceOf(const WindowReference& reference, std::string caption)
{
    std::string text = textOf(reference.window);
    if (reference.kind || !reference.filter.empty())
        text += ' ' + std::string(reference.kind ? nameOf(*reference.kind) : anyKind);
    if (!reference.filter.empty())
        text += ' ' + reference.filter;
    return {0, 0, EvidenceKind::Window, std::move(text), std::move(caption)};
}

Evidence evidenceOf(const SeriesReference& reference, std::string caption)
{
    return {0, 0, EvidenceKind::Series, std::to_string(reference.seriesId) + ' ' + textOf(reference.window), std::move(caption)};
}

Evidence linkEvidence(std::string address, std::string caption)
{
    return {0, 0, EvidenceKind::Link, std::move(address), std::move(caption)};
}

std::optional<LineReference> lineOf(const Evidence& evidence)
{
    const std::string_view text = evidence.reference;
    const std::size_t colon = text.find(':');
    if (evidence.kind != EvidenceKind::Line || colon == std::string_view::npos)
        return {};
    const auto source = parseInteger(text.substr(0, colon));
    const auto line = parseInteger(text.substr(colon + 1));
    if (!source || !line || *line < 1)
        return {};
    return LineReference{*source, static_cast<std::uint64_t>(*line)};
}

std::optional<WindowReference> windowOf(const Evidence& evidence)
{
    if (evidence.kind != EvidenceKind::Window)
        return {};
    std::string_view rest = evidence.reference;
    const auto window = windowFrom(takeWord(rest));
    if (!window)
        return {};
    WindowReference reference{*window, {}, {}};
    const std::string_view kind = takeWord(rest);
    if (RecordKind known{}; !kind.empty() && kind != anyKind) {
        if (!fromName(kind, known))
            return {};
        reference.kind = known;
    }
    reference.filter = std::string(rest);
    return reference;
}

std::optional<SeriesReference> seriesOf(const Evidence& evidence)
{
    if (evidence.kind != EvidenceKind::Series)
        return {};
    std::string_view rest = evidence.reference;
    const auto series = parseInteger(takeWord(rest));
    const auto window = windowFrom(rest);
    if (!series || !window)
        return {};
    return SeriesReference{*series, *window};
}

std::vector<Evidence> portableEvidence(const Event& event, std::string_view field)
{
    std::vector<Evidence> found;
    const std::string numbered = std::string(field) + ' ';
    for (const auto& [key, value] : event.fields) {
        if (key != field && !startsWithIgnoringCase(key, numbered))
            continue;
        std::string_view rest = value;
        Evidence evidence;
        if (!fromName(takeWord(rest), evidence.kind))
            continue;
        const std::size_t line = rest.find('\n');
        evidence.reference = rest.substr(0, line);
        evidence.caption = line == std::string_view::npos ? std::string_view() : rest.substr(line + 1);
        const bool isLink = evidence.kind == EvidenceKind::Link && !evidence.reference.empty();
        if (isLink || windowOf(evidence))
            found.push_back(std::move(evidence));
    }
    return found;
}

std::vector<EntryWithEvidence> entriesWithEvidence(const std::vector<Event>& events)
{
    std::vector<EntryWithEvidence> entries;
    entries.reserve(events.size());
    for (const Event& event : events)
        entries.push_back({entryFromEvent(event), portableEvidence(event)});
    return entries;
}

}    // namespace faultline
