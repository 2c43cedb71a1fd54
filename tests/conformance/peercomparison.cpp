#include "tests/conformance/peercomparison.h"

#include "app/base/text.h"
#include "app/import/timestampscanner.h"

#include <QtGlobal>

#include <cmath>

namespace faultline::test {

namespace {

std::string_view unlessDash(std::string_view text)
{
    return text == "-" ? std::string_view() : text;
}

std::optional<Timestamp> instantOf(std::string_view text)
{
    const auto written = scanIsoTime(text);
    if (!written || !text.empty())
        return std::nullopt;
    TimeResolver resolver;
    const auto time = resolver.resolve(*written);
    return time ? std::optional(time->utc) : std::nullopt;
}

}    // namespace

void PeerComparison::count(std::string_view source, std::uint64_t line, std::string_view key, std::string_view peer, std::string_view ours,
                           bool equal)
{
    if (!equal) {
        for (const KnownDifference& known : m_known) {
            const bool fits = (known.source.empty() || known.source == source) && (known.line == 0 || known.line == line) &&
                (known.key.empty() || known.key == key);
            if (fits) {
                ++m_excused[std::string(known.reason)];
                return;
            }
        }
        m_unknown += "\n  " + std::string(source) + " line " + std::to_string(line) + " " + std::string(key) + "\n    peer " +
            shortened(peer, 150) + "\n    ours " + shortened(ours, 150);
    }
    ++m_fields;
    m_equal += equal ? 1U : 0U;
}

void PeerComparison::field(std::string_view source, std::uint64_t line, std::string_view key, std::string_view peer, std::string_view ours)
{
    count(source, line, key, peer, ours, unlessDash(peer) == unlessDash(ours));
}

void PeerComparison::instant(std::string_view source, std::uint64_t line, std::string_view peer, std::string_view ours)
{
    const auto left = instantOf(peer);
    const auto right = instantOf(ours);
    const bool isWhole = peer.find('.') == std::string_view::npos;
    const auto wholeOf = [](Timestamp time) { return std::chrono::floor<std::chrono::seconds>(time); };
    const bool equal = left && right && (isWhole ? wholeOf(*left) == wholeOf(*right) : std::chrono::abs(*left - *right) < std::chrono::milliseconds(1));
    count(source, line, "time", peer, ours, equal);
}

void PeerComparison::number(std::string_view source, std::uint64_t line, std::string_view key, double peer, double ours)
{
    const bool equal = std::abs(peer - ours) <= std::abs(peer) * 1e-3;
    count(source, line, key, formatNumber(peer), formatNumber(ours), equal);
}

std::string PeerComparison::finish()
{
    std::size_t excused = 0;
    for (const auto& [reason, times] : m_excused) {
        excused += times;
        qInfo("  left out %s: %s", std::to_string(times).c_str(), reason.c_str());
    }
    qInfo("conformance %s %s/%s %.1f %%, %s left out with a reason", m_name.c_str(), std::to_string(m_equal).c_str(),
          std::to_string(m_fields).c_str(), 100 * share(), std::to_string(excused).c_str());
    for (const std::string_view line : split(m_unknown, '\n'))    // one message each: longer ones are cut
        qInfo("%.*s", static_cast<int>(line.size()), line.data());
    return m_unknown;
}

ReadRequests readRequests(const ImporterRegistry& registry, std::string_view text, std::string_view fileName)
{
    ReadRequests result;
    const auto candidates = registry.detect(headOf(text, fileName));
    if (!anyFits(candidates))
        return result;
    const Importer& importer = *candidates.front().importer;
    result.format = importer.info().id;
    readInto(result.sink, importer, text, fileName);
    for (const OrderedJson& request : result.sink.requests)
        result.byLine[request.at("line").get<std::uint64_t>()] = request;
    return result;
}

std::string textOf(const OrderedJson& request, const char* key)
{
    const auto found = request.find(key);
    if (found == request.end())
        return {};
    return found->is_string() ? found->get<std::string>() : found->dump();
}

std::string targetOf(const OrderedJson& request)
{
    std::string target = textOf(request, "path");
    if (request.contains("query"))
        target += '?' + textOf(request, "query");
    return target;
}

}    // namespace faultline::test
