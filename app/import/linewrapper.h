#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace faultline {

/// Something that put its own frame around each line of another log; IndentedJson wrote each object over several lines.
enum class LineWrapper : std::uint8_t { DockerJson, Cri, SyslogRfc3164, SyslogRfc5424, KubectlTimestamps, KubectlPrefix, ComposePrefix, IndentedJson };
/// "docker", "cri", "syslog", "syslog-5424", "kubectl-timestamps", "kubectl-prefix", "compose", "indented-json"
std::string_view nameOf(LineWrapper wrapper);

/// Peels up to four frames off a line. Stateful (partial lines of Docker and CRI are joined), so one per source, in order.
class LineUnwrapper {
public:
    explicit LineUnwrapper(std::vector<LineWrapper> layers) : m_layers(std::move(layers)), m_states(m_layers.size()) {}

    enum class Outcome : std::uint8_t { Line, Partial, NotWrapped };
    /// Line: `inner` is the peeled line, valid until the next call. Partial: a piece was kept, the end comes with a later line.
    /// NotWrapped: the line does not have the frame; `inner` is the line itself.
    Outcome unwrap(std::string_view line, std::string_view& inner);
    /// After the last line: gives what was kept of a line whose end never came. Call it until it returns false.
    bool finish(std::string_view& inner);
    const std::vector<LineWrapper>& layers() const { return m_layers; }

private:
    struct State {
        std::array<std::string, 2> partial;    ///< of stdout and stderr, which may alternate
        std::string joined;
        int depth = 0;    ///< of brackets that are open; of IndentedJson
    };
    static std::string_view joined(State& state, std::string& partial, std::string_view last);
    static Outcome joinObject(State& state, std::string_view& text);
    Outcome peel(std::size_t layer, std::string_view& text);
    Outcome peelFrom(std::size_t layer, std::string_view& text);

    std::vector<LineWrapper> m_layers;
    std::vector<State> m_states;
};

/// The frames that at least 90 % of the (non-empty) lines share, outermost first; empty when there is none.
std::vector<LineWrapper> detectWrappers(const std::vector<std::string_view>& lines);

}    // namespace faultline
