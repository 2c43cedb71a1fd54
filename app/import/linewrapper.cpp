#include "app/import/linewrapper.h"

#include "app/base/text.h"
#include "app/import/jsonbrackets.h"
#include "app/import/lineframes.h"

#include <algorithm>

namespace faultline {

namespace {

constexpr std::size_t longestPartial = std::size_t{1} << 20;    // a line whose end never comes is let go here
constexpr std::size_t mostLayers = 4;
constexpr std::size_t nanosecondDigits = 7;    // Go cuts trailing zeros, other programs write 3 or 6 digits

/// Lines that have the frame, as a share of the non-empty ones; their insides go to `inner`.
struct Trial {
    std::size_t tried = 0;
    std::size_t peeled = 0;
    std::size_t pieces = 0;    ///< of those, pieces of a longer line
    std::size_t withNanoseconds = 0;
    std::vector<std::string> inner;

    bool isShared() const { return tried > 0 && peeled * 10 >= tried * 9; }
};

Trial attempt(LineWrapper wrapper, const std::vector<std::string>& lines)
{
    Trial trial;
    LineUnwrapper unwrapper({wrapper});
    for (const std::string& line : lines) {
        if (line.empty())
            continue;
        ++trial.tried;
        std::string_view inner;
        const auto outcome = unwrapper.unwrap(line, inner);
        if (outcome == LineUnwrapper::Outcome::NotWrapped)
            continue;
        ++trial.peeled;
        trial.pieces += outcome == LineUnwrapper::Outcome::Partial ? 1U : 0U;
        if (outcome == LineUnwrapper::Outcome::Line)
            trial.inner.emplace_back(inner);
        std::size_t digits = 0;
        std::string_view text = line;
        if (wrapper == LineWrapper::KubectlTimestamps && peelKubectlTimestamp(text, digits))
            trial.withNanoseconds += digits >= nanosecondDigits ? 1U : 0U;
    }
    return trial;
}

bool mayFollow(LineWrapper wrapper, const std::vector<LineWrapper>& outer)
{
    if (std::find(outer.begin(), outer.end(), wrapper) != outer.end() || (!outer.empty() && outer.back() == LineWrapper::IndentedJson))
        return false;
    // Inside any other frame a leading stamp is the program's own.
    return wrapper != LineWrapper::KubectlTimestamps || outer.empty() || outer.back() == LineWrapper::KubectlPrefix || outer.back() == LineWrapper::ComposePrefix;
}

}    // namespace

std::string_view nameOf(LineWrapper wrapper)
{
    switch (wrapper) {
    case LineWrapper::DockerJson: return "docker";
    case LineWrapper::Cri: return "cri";
    case LineWrapper::SyslogRfc3164: return "syslog";
    case LineWrapper::SyslogRfc5424: return "syslog-5424";
    case LineWrapper::KubectlTimestamps: return "kubectl-timestamps";
    case LineWrapper::KubectlPrefix: return "kubectl-prefix";
    case LineWrapper::ComposePrefix: return "compose";
    case LineWrapper::IndentedJson: return "indented-json";
    }
    return "";
}

/// What was kept with the piece that ends it.
std::string_view LineUnwrapper::joined(State& state, std::string& partial, std::string_view last)
{
    if (partial.empty())
        return last;
    partial += last;
    state.joined.swap(partial);
    partial.clear();
    return state.joined;
}

/// The lines of an object become one, without their indentation. Texts of JSON hold no line ends.
LineUnwrapper::Outcome LineUnwrapper::joinObject(State& state, std::string_view& text)
{
    const std::string_view line = trimmed(text);
    if (state.depth == 0 && !line.starts_with('{'))
        return Outcome::NotWrapped;
    JsonBrackets brackets(line.data(), line.data() + line.size());
    while (const char* const bracket = brackets.next())
        state.depth += *bracket == '{' || *bracket == '[' ? 1 : -1;
    std::string& partial = state.partial[0];
    if (state.depth > 0 && partial.size() + line.size() <= longestPartial) {
        partial.append(line).append(1, ' ');
        return Outcome::Partial;
    }
    state.depth = 0;
    text = joined(state, partial, line);
    return Outcome::Line;
}

LineUnwrapper::Outcome LineUnwrapper::peel(std::size_t layer, std::string_view& text)
{
    State& state = m_states[layer];
    if (m_layers[layer] == LineWrapper::IndentedJson)
        return joinObject(state, text);
    Frame frame;
    std::size_t digits = 0;
    bool isPeeled = false;
    switch (m_layers[layer]) {
    case LineWrapper::DockerJson: isPeeled = peelDockerJson(text, frame, state.joined); break;
    case LineWrapper::Cri: isPeeled = peelCri(text, frame); break;
    case LineWrapper::SyslogRfc3164: isPeeled = peelSyslogRfc3164(text, state.joined); break;
    case LineWrapper::SyslogRfc5424: isPeeled = peelSyslogRfc5424(text); break;
    case LineWrapper::KubectlTimestamps: isPeeled = peelKubectlTimestamp(text, digits); break;
    case LineWrapper::KubectlPrefix: isPeeled = peelKubectlPrefix(text); break;
    case LineWrapper::ComposePrefix: isPeeled = peelComposePrefix(text); break;
    case LineWrapper::IndentedJson: break;
    }
    if (!isPeeled)
        return Outcome::NotWrapped;
    std::string& partial = state.partial[frame.isError ? 1 : 0];
    if (frame.isPartial && partial.size() + text.size() <= longestPartial) {
        partial += text;
        return Outcome::Partial;
    }
    text = joined(state, partial, text);
    return Outcome::Line;
}

LineUnwrapper::Outcome LineUnwrapper::peelFrom(std::size_t layer, std::string_view& text)
{
    for (; layer < m_layers.size(); ++layer) {
        const Outcome outcome = peel(layer, text);
        if (outcome != Outcome::Line)
            return outcome;
        if (text.empty())    // a blank line inside has no further frames
            return Outcome::Line;
    }
    return Outcome::Line;
}

LineUnwrapper::Outcome LineUnwrapper::unwrap(std::string_view line, std::string_view& inner)
{
    inner = line;
    const Outcome outcome = peelFrom(0, inner);
    if (outcome != Outcome::Line)
        inner = line;
    return outcome;
}

bool LineUnwrapper::finish(std::string_view& inner)
{
    for (std::size_t layer = 0; layer < m_layers.size(); ++layer) {
        for (std::string& partial : m_states[layer].partial) {
            if (partial.empty())
                continue;
            m_states[layer].joined.swap(partial);
            partial.clear();
            inner = m_states[layer].joined;
            const std::string_view whole = inner;
            const Outcome outcome = peelFrom(layer + 1, inner);
            if (outcome == Outcome::NotWrapped)
                inner = whole;
            if (outcome != Outcome::Partial)
                return true;
        }
    }
    return false;
}

std::vector<LineWrapper> detectWrappers(const std::vector<std::string_view>& lines)
{
    // Special before general: each later frame would also fit some lines of an earlier one.
    constexpr std::array<LineWrapper, 8> order = {LineWrapper::DockerJson,    LineWrapper::Cri,
                                                  LineWrapper::KubectlPrefix, LineWrapper::ComposePrefix,
                                                  LineWrapper::SyslogRfc5424, LineWrapper::SyslogRfc3164,
                                                  LineWrapper::KubectlTimestamps, LineWrapper::IndentedJson};
    std::vector<LineWrapper> layers;
    std::vector<std::string> current(lines.begin(), lines.end());
    while (layers.size() < mostLayers) {
        bool found = false;
        for (const LineWrapper wrapper : order) {
            if (!mayFollow(wrapper, layers))
                continue;
            Trial trial = attempt(wrapper, current);
            if (!trial.isShared())
                continue;
            if (wrapper == LineWrapper::KubectlTimestamps && trial.withNanoseconds * 2 < trial.tried)
                continue;
            if (wrapper == LineWrapper::IndentedJson && trial.pieces * 2 < trial.tried)    // an object a line needs no joining
                continue;
            layers.push_back(wrapper);
            current = std::move(trial.inner);
            found = true;
            break;
        }
        if (!found)
            break;
    }
    return layers;
}

}    // namespace faultline
