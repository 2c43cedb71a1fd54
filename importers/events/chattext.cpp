#include "importers/events/chattext.h"

#include "app/base/text.h"
#include "importers/events/eventdocument.h"

#include <array>
#include <utility>

namespace faultline {

namespace {

/// The inside of <...>: a mention, a command or an address, with a label behind a bar.
std::string resolved(std::string_view inside, const ChatNames& names, std::string& link)
{
    const std::size_t bar = inside.find('|');
    const std::string_view target = inside.substr(0, bar);
    const std::string_view label = bar == std::string_view::npos ? std::string_view{} : inside.substr(bar + 1);
    const auto named = [&](std::string_view sign) {
        const auto known = names.find(target.substr(1));
        const std::string_view name = !label.empty() ? label : known != names.end() ? std::string_view(known->second) : target.substr(1);
        return (name.substr(0, 1) == sign ? "" : std::string(sign)) + std::string(name);
    };
    switch (target.empty() ? '\0' : target.front()) {
    case '@': return named("@");
    case '#': return named("#");
    case '!': return label.empty() ? "@" + std::string(target.substr(1, target.find('^') - 1)) : std::string(label);
    default: break;
    }
    if (link.empty() && target.find("://") != std::string_view::npos)
        link = std::string(target);
    return std::string(label.empty() ? target : label);
}

}    // namespace

std::string plainSlackText(std::string_view text, const ChatNames& names, std::string& link)
{
    constexpr std::array<std::pair<std::string_view, char>, 3> references = {{{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}}};
    std::string plain;
    plain.reserve(text.size());
    const std::size_t lastClose = text.rfind('>');
    for (std::size_t at = 0; at < text.size();) {
        if (text[at] == '<' && lastClose != std::string_view::npos && at < lastClose) {
            const std::size_t close = text.find('>', at);
            plain += resolved(text.substr(at + 1, close - at - 1), names, link);
            at = close + 1;
            continue;
        }
        bool found = false;
        for (const auto& [reference, sign] : references) {
            if (text[at] != '&' || text.substr(at, reference.size()) != reference)
                continue;
            plain += sign;
            at += reference.size();
            found = true;
            break;
        }
        if (!found)
            plain += text[at++];
    }
    return plain;
}

void setMessage(Event& event, std::string text)
{
    event.title = titleLine(text);
    if (trimmed(text) != event.title)
        event.body = std::move(text);
}

}    // namespace faultline
