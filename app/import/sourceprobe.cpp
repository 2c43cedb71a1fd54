#include "app/import/sourceprobe.h"

#include "app/base/text.h"

namespace faultline {

namespace {

constexpr std::size_t headBytes = std::size_t{256} << 10;
constexpr int likely = 40;
constexpr int telling = 65;    // more than "lines with a time and a level"

std::vector<std::string_view> linesOf(std::string_view text)
{
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        if (!line.empty() && line.back() == '\r')
            line.remove_suffix(1);
        lines.push_back(line);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

std::string unwrapped(std::string_view text, const std::vector<LineWrapper>& wrappers)
{
    LineUnwrapper unwrapper(wrappers);
    std::string result;
    for (const std::string_view line : linesOf(text)) {
        std::string_view inner;
        if (unwrapper.unwrap(line, inner) == LineUnwrapper::Outcome::Partial)
            continue;
        result += inner;
        result += '\n';
    }
    return result;
}

SourceHead headOf(std::string_view text, std::string_view fileName, bool complete)
{
    SourceHead head;
    head.text = text;
    head.lines = linesOf(text);
    head.headLines = head.lines.size();
    head.fileName = fileName;
    head.complete = complete;
    return head;
}

/// Whether the lines inside a frame are read rather than the frames themselves, which make log lines of any text.
bool isBetterInside(const std::vector<Candidate>& frames, const std::vector<Candidate>& inside)
{
    const int confidence = inside.empty() ? 0 : inside.front().detection.confidence;
    if (frames.empty())
        return confidence >= likely;
    if (frames.front().importer->info().records == "logline" && !inside.empty())
        return confidence >= (inside.front().importer->info().records == "logline" ? telling : likely);
    return confidence >= likely && confidence >= frames.front().detection.confidence;
}

/// Objects over several lines are one document for many formats. Joined they are read only where that is a log of lines for sure.
bool isBetterJoined(const std::vector<Candidate>& apart, const std::vector<Candidate>& joined)
{
    if (joined.empty() || joined.front().importer->info().framing == Framing::Document || joined.front().detection.confidence < telling)
        return false;
    return apart.empty() || joined.front().detection.confidence > apart.front().detection.confidence;
}

std::string fileNameOf(std::string_view path)
{
    const std::size_t cut = path.find_last_of("/!");
    return std::string(cut == std::string_view::npos ? path : path.substr(cut + 1));
}

}    // namespace

Result<SourceProbe> SourceProbe::read(Input& input, const ImporterRegistry& registry)
{
    SourceProbe probe;
    probe.m_fileName = fileNameOf(input.path());
    probe.m_bytes.resize(headBytes);
    std::size_t filled = 0;
    while (filled < headBytes) {
        const auto read = input.read(probe.m_bytes.data() + filled, headBytes - filled);
        if (!read)
            return read.error();
        if (*read == 0) {
            probe.m_complete = true;
            break;
        }
        filled += *read;
    }
    probe.m_bytes.resize(filled);
    std::string_view text = probe.m_bytes;
    const std::size_t lastLine = text.rfind('\n');
    if (!probe.m_complete && lastLine != std::string_view::npos)
        text = text.substr(0, lastLine + 1);
    probe.m_decoded = sanitizedUtf8(text);
    const SourceHead plain = headOf(probe.m_decoded, probe.m_fileName, probe.m_complete);
    probe.m_candidates = registry.detect(plain);
    const auto wrappers = detectWrappers(plain.lines);
    if (wrappers.empty())
        return probe;
    std::string inner = unwrapped(probe.m_decoded, wrappers);
    auto candidates = registry.detect(headOf(inner, probe.m_fileName, probe.m_complete));
    const bool isJoined = wrappers == std::vector<LineWrapper>{LineWrapper::IndentedJson};
    if (isJoined ? !isBetterJoined(probe.m_candidates, candidates) : !isBetterInside(probe.m_candidates, candidates))
        return probe;
    probe.m_wrappers = wrappers;
    probe.m_candidates = std::move(candidates);
    probe.m_decoded = std::move(inner);
    return probe;
}

SourceHead SourceProbe::head() const
{
    return headOf(m_decoded, m_fileName, m_complete);
}

std::string SourceProbe::wrapperText(const Input& input) const
{
    std::string text;
    for (const std::string& layer : input.layers())
        text += (text.empty() ? "" : ", ") + layer;
    for (const LineWrapper wrapper : m_wrappers)
        text += (text.empty() ? "" : ", ") + std::string(nameOf(wrapper));
    return text;
}

}    // namespace faultline
