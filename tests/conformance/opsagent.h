#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace faultline::test {

/// An entry of the Ops Agent's golden output: members of members as "jsonPayload.node.name", lists as JSON, and numbers, all of
/// which the agent turns into floats, without a fraction that is none.
using AgentEntry = std::map<std::string, std::string>;

std::vector<AgentEntry> agentEntries(std::string_view yaml);

/// The member, or "".
std::string memberOf(const AgentEntry& entry, const std::string& path);

/// The members of "jsonPayload", without that name.
AgentEntry payloadOf(const AgentEntry& entry);

/// What a severity of Cloud Logging is here: 100 debug, 200 info, 300 notice, 400 warning, 500 error, 600 critical, 700 alert,
/// 800 emergency. Alert is OpenTelemetry's third error.
std::string severityOfAgent(std::string_view number);

}    // namespace faultline::test
