#pragma once

#include <string_view>

namespace faultline {

/// Words of a log message and the kind of event that it stands for.
struct EventWords {
    std::string_view part, kind;
};

/// The kind of the first entry whose words stand in the message; empty when none does.
template <typename Table>
std::string_view eventKindIn(const Table& table, std::string_view message)
{
    for (const EventWords& entry : table) {
        if (message.find(entry.part) != std::string_view::npos)
            return entry.kind;
    }
    return {};
}

}    // namespace faultline
