#pragma once

#include "app/import/importerregistry.h"
#include "tests/support/collectingsink.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace faultline::test {

/// A difference that was looked into; "" and 0 stand for any.
struct KnownDifference {
    std::string_view source;
    std::uint64_t line = 0;
    std::string_view key;
    std::string_view reason;
};

/// Fields of a peer against ours: counts them, keeps what differs, and prints one line.
class PeerComparison {
public:
    PeerComparison(std::string name, std::vector<KnownDifference> known) : m_name(std::move(name)), m_known(std::move(known)) {}

    /// "" and "-" are absent on either side.
    void field(std::string_view source, std::uint64_t line, std::string_view key, std::string_view peer, std::string_view ours);
    /// The same instant, as exactly as the peer writes it.
    void instant(std::string_view source, std::uint64_t line, std::string_view peer, std::string_view ours);
    /// Numbers that are equal to a thousandth: units and rounding differ between tools.
    void number(std::string_view source, std::uint64_t line, std::string_view key, double peer, double ours);

    /// Prints "conformance <name> 1290/1309 98.5 %" and the known differences; gives the unknown ones, "" when there are none.
    std::string finish();
    double share() const { return m_fields == 0 ? 0 : static_cast<double>(m_equal) / static_cast<double>(m_fields); }
    std::size_t fields() const { return m_fields; }

private:
    void count(std::string_view source, std::uint64_t line, std::string_view key, std::string_view peer, std::string_view ours, bool equal);

    std::string m_name;
    std::vector<KnownDifference> m_known;
    std::map<std::string, std::size_t> m_excused;    // reason -> how often
    std::string m_unknown;
    std::size_t m_fields = 0;
    std::size_t m_equal = 0;
};

/// What the surest importer makes of a text: requests by line, and its id.
struct ReadRequests {
    std::string format;
    std::map<std::uint64_t, OrderedJson> byLine;
    CollectingSink sink;
};
ReadRequests readRequests(const ImporterRegistry& registry, std::string_view text, std::string_view fileName);

/// A member of a request as text; "" when absent.
std::string textOf(const OrderedJson& request, const char* key);
/// "path?query"
std::string targetOf(const OrderedJson& request);

}    // namespace faultline::test
