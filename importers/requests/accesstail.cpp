#include "importers/requests/accesstail.h"

#include "app/base/text.h"
#include "importers/requests/combinedline.h"
#include "importers/requests/requestline.h"

#include <array>
#include <optional>

namespace faultline {

namespace {

constexpr std::size_t mostWords = 24;

struct Word {
    std::string_view written;    ///< with its quotes or brackets
    std::string_view value;
    bool claimed = false;
};

struct Words {
    std::array<Word, mostWords> list;
    std::size_t count = 0;
    bool complete = true;        ///< false: the tail has more words than these
};

std::size_t endOfPlainWord(std::string_view text, std::size_t from)
{
    std::size_t at = from;
    while (true) {
        at = std::min(text.find(' ', at), text.size());
        if (at == text.size())
            return at;
        // "0.004, 0.120 : 0.030" is one list: a comma before the blank or a lone colon behind it holds it together.
        const bool comma = at > from && text[at - 1] == ',';
        const bool colon = text.substr(at, 3) == " : ";
        if (!comma && !colon)
            return at;
        at += colon ? 3 : 1;
    }
}

Words wordsOf(std::string_view text)
{
    Words words;
    std::size_t at = 0;
    while (at < text.size()) {
        if (text[at] == ' ') {
            ++at;
            continue;
        }
        if (words.count == mostWords) {
            words.complete = false;
            return words;
        }
        Word& word = words.list[words.count++];
        const char close = text[at] == '"' ? '"' : text[at] == '[' ? ']' : '\0';
        const std::size_t end = close == '\0'  ? std::string_view::npos
                                : close == '"' ? closingQuote(text, at + 1)
                                               : text.find(close, at);
        if (end != std::string_view::npos) {
            word.value = text.substr(at + 1, end - at - 1);
            word.written = text.substr(at, end + 1 - at);
            at = end + 1;
            continue;
        }
        const std::size_t stop = endOfPlainWord(text, at);
        word.written = word.value = text.substr(at, stop - at);
        at = stop;
    }
    return words;
}

bool isDigits(std::string_view text)
{
    for (const char c : text) {
        if (c < '0' || c > '9')
            return false;
    }
    return !text.empty();
}

/// "0.004": nginx writes its times with exactly three decimals, which tells them from ratios and counters.
bool isNginxTime(std::string_view text)
{
    return text.size() >= 5 && text[text.size() - 4] == '.' && isDigits(text.substr(text.size() - 3)) &&
           isDigits(text.substr(0, text.size() - 4));
}

bool isNginxTimeList(std::string_view text)
{
    return isNginxTime(text.substr(0, text.find_first_of(", "))) && sumOfSecondsList(text).has_value();
}

bool takeSeconds(std::string_view text, std::int64_t& field)
{
    const auto sum = sumOfSecondsList(text);
    if (!sum)
        return false;
    field = *sum;
    return true;
}

/// `rt=0.123 urt="0.120" us=200`: the keys that nginx guides use.
bool takeKeyed(std::string_view text, Request& record)
{
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos)
        return false;
    const std::string_view key = text.substr(0, equals);
    std::string_view value = text.substr(equals + 1);
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"')
        value = value.substr(1, value.size() - 2);
    if (key == "rt" || key == "request_time")
        return takeSeconds(value, record.durationNs);
    if (key == "urt" || key == "upstream_response_time")
        return value == "-" || takeSeconds(value, record.upstreamDurationNs);
    if (key == "us" || key == "upstream_status") {
        const auto status = lastOfStatusList(value);
        if (status)
            record.upstreamStatus = *status;
        return status || value == "-";
    }
    if (key == "upstream_addr" || key == "upstream") {
        record.upstreamAddr = unlessDash(value);
        return true;
    }
    return false;
}

/// ingress-nginx: request_length request_time [upstream name] [alternative] upstream_addr upstream_length upstream_time
/// upstream_status request_id.
bool takeIngress(Words& words, Request& record)
{
    if (words.count != 9 || !words.complete)
        return false;
    const auto& w = words.list;
    if (!isDigits(w[0].value) || !isNginxTime(w[1].value) || w[2].written.front() != '[' || w[3].written.front() != '[')
        return false;
    const auto length = parseInteger(w[0].value);
    record.bytesIn = length ? *length : absent;
    takeSeconds(w[1].value, record.durationNs);
    record.rest = unlessDash(w[2].value);
    record.upstreamAddr = unlessDash(w[4].value);
    takeSeconds(w[6].value, record.upstreamDurationNs);
    if (const auto status = lastOfStatusList(w[7].value))
        record.upstreamStatus = *status;
    record.traceId = unlessDash(w[8].value);
    return true;
}

bool takeTraefik(const Words& words, Request& record)
{
    const auto& w = words.list;
    if (words.count != 4 || !isDigits(w[0].value) || w[1].written.front() != '"' || w[2].written.front() != '"')
        return false;
    std::string_view time = w[3].value;
    if (time.size() < 3 || time.substr(time.size() - 2) != "ms")
        return false;
    const auto duration = parseDecimalScaled(time.substr(0, time.size() - 2), 1'000'000);
    if (!duration || *duration < 0)
        return false;
    record.durationNs = *duration;
    record.upstreamAddr = unlessDash(w[2].value);
    record.rest = unlessDash(w[1].value);
    return true;
}

void claimTimes(Words& words, Request& record)
{
    for (std::size_t i = 0; i < words.count; ++i) {
        Word& word = words.list[i];
        if (isNginxTimeList(word.value)) {
            if (record.durationNs == absent)
                word.claimed = isNginxTime(word.value) && takeSeconds(word.value, record.durationNs);
            else if (record.upstreamDurationNs == absent)
                word.claimed = takeSeconds(word.value, record.upstreamDurationNs);
        } else if (word.value == "-") {
            // "not sent" for an upstream time or a header: nothing that could be kept.
            word.claimed = true;
        } else {
            // rt="0.004" is cut at its quote: no blank stands before it, so the plain word holds it all.
            word.claimed = takeKeyed(word.value, record);
        }
    }
}

void keepRest(std::string_view tail, const Words& words, Request& record, std::string& scratch)
{
    std::size_t first = words.count;
    std::size_t last = 0;
    std::size_t unclaimed = 0;
    for (std::size_t i = 0; i < words.count; ++i) {
        if (words.list[i].claimed)
            continue;
        first = std::min(first, i);
        last = i;
        ++unclaimed;
    }
    if (unclaimed == words.count || !words.complete) {
        record.rest = tail;
        return;
    }
    if (unclaimed == 0)
        return;
    if (last - first + 1 == unclaimed) {
        const char* begin = words.list[first].written.data();
        const std::string_view end = words.list[last].written;
        record.rest = {begin, static_cast<std::size_t>(end.data() + end.size() - begin)};
        return;
    }
    scratch.clear();
    for (std::size_t i = first; i <= last; ++i) {
        if (words.list[i].claimed)
            continue;
        if (!scratch.empty())
            scratch += ' ';
        scratch += words.list[i].written;
    }
    record.rest = scratch;
}

/// Takes "0.708" from the front as nanoseconds; nothing on any other text.
std::optional<std::int64_t> takeMilliseconds(std::string_view& text)
{
    std::int64_t number = 0;
    std::size_t at = 0;
    for (; at < text.size() && at < 9 && text[at] >= '0' && text[at] <= '9'; ++at)
        number = number * 10 + (text[at] - '0');
    if (at == 0 || text.size() < at + 4 || text[at] != '.')
        return {};
    for (const char c : text.substr(at + 1, 3)) {
        if (c < '0' || c > '9')
            return {};
        number = number * 10 + (c - '0');
    }
    text.remove_prefix(at + 4);
    return number * 1'000'000;
}

/// The two commonest tails, a request time with or without an upstream time behind it, read without cutting words.
bool takePlainTimes(std::string_view tail, Request& record)
{
    const auto request = takeMilliseconds(tail);
    if (!request)
        return false;
    std::optional<std::int64_t> upstream;
    if (!tail.empty()) {
        if (tail.front() != ' ')
            return false;
        tail.remove_prefix(1);
        upstream = takeMilliseconds(tail);
        if (!upstream || !tail.empty())
            return false;
        record.upstreamDurationNs = *upstream;
    }
    record.durationNs = *request;
    return true;
}

}    // namespace

void applyAccessTail(std::string_view tail, Request& record, std::string& scratch)
{
    if (tail.empty() || tail == "-" || tail == "\"-\"" || takePlainTimes(tail, record))
        return;
    Words words = wordsOf(tail);
    if (takeTraefik(words, record) || takeIngress(words, record))
        return;
    claimTimes(words, record);
    keepRest(tail, words, record, scratch);
}

bool isTraefikTail(std::string_view tail)
{
    Request ignored;
    return takeTraefik(wordsOf(tail), ignored);
}

bool holdsNginxTime(std::string_view tail)
{
    const Words words = wordsOf(tail);
    for (std::size_t i = 0; i < words.count; ++i) {
        const std::string_view value = words.list[i].value;
        if (isNginxTimeList(value) || (value.substr(0, 3) == "rt=" && isNginxTimeList(value.substr(3))))
            return true;
    }
    return false;
}

}    // namespace faultline
