#pragma once

#include "app/import/writtentime.h"
#include "app/model/recordsink.h"
#include "importers/requests/quotedtokens.h"

#include <string>
#include <string_view>

namespace faultline {

/// Whether a line begins as Envoy's default text: [time] "method path protocol" code flags.
bool isEnvoyText(std::string_view line);

/// Envoy's default text format, with the tokens that Istio puts behind the flags and at the end.
class EnvoyLineReader {
public:
    explicit EnvoyLineReader(const TimeSettings& settings) : m_times(settings) {}
    void read(std::string_view line, RecordSink& sink);
    const TimeResolver& resolver() const { return m_times; }

private:
    std::size_t countersAt() const;
    bool fillCounters(std::size_t at, Request& record) const;
    void keepRest(std::string_view line, std::size_t countersAt, Request& record);

    TimeResolver m_times;
    QuotedTokens m_tokens;
    std::string m_rest;
};

}    // namespace faultline
