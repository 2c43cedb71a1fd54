#include "app/import/severityword.h"

#include "app/base/text.h"

#include <array>
#include <string>

namespace faultline {

Severity severityOf(std::string_view word)
{
    static constexpr std::array numbered{Severity::Trace, Severity::Debug, Severity::Info, Severity::Warn, Severity::Error, Severity::Fatal};
    word = trimmed(word);
    if (word.size() == 2 && word[1] == '0' && word[0] >= '1' && word[0] <= '6')
        return numbered[static_cast<std::size_t>(word[0] - '1')];
    if (word.empty() || word.size() > 11)
        return Severity::Unknown;
    const std::string lower = toLower(word);
    Severity severity = Severity::Unknown;
    if (fromName(lower, severity))
        return severity;
    if (lower == "warning")
        return Severity::Warn;
    if (lower == "err" || lower == "severe")
        return Severity::Error;
    if (lower == "critical" || lower == "crit" || lower == "emergency" || lower == "emerg" || lower == "alert" || lower == "panic" || lower == "dpanic")
        return Severity::Fatal;
    return lower == "notice" || lower == "information" ? Severity::Info : Severity::Unknown;
}

}    // namespace faultline
