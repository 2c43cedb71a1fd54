#pragma once

#include <nlohmann/json.hpp>

#include <QTemporaryDir>

#include <string>
#include <string_view>
#include <vector>

namespace faultline {

struct CliRun {
    int exitCode = -1;
    std::string out;
    std::string err;

    bool errorHas(std::string_view text) const { return err.find(text) != std::string::npos; }
    bool outHas(std::string_view text) const { return out.find(text) != std::string::npos; }
    nlohmann::json json() const { return nlohmann::json::parse(out, nullptr, false); }    ///< discarded when it is none
    nlohmann::json rows() const;                                                          ///< json()["rows"], else null
    const char* describe() const;    ///< everything, for the message of a failed check

private:
    mutable std::string m_description;
};

/// A folder of its own in which the built faultline-cli runs.
class CliFolder {
public:
    std::string path(std::string_view name) const;
    void write(std::string_view name, std::string_view content) const;
    std::string read(std::string_view name) const;
    bool has(std::string_view name) const;
    /// Copies tests/cli/samples/NAME here.
    void sample(std::string_view name) const;
    CliRun run(const std::vector<std::string>& arguments) const;
    CliRun shell(const std::string& command) const;    ///< with $CLI as the program
    static std::string program();

private:
    QTemporaryDir m_folder;
};

}    // namespace faultline

/// Fails with everything that the run printed.
#define EXPECT_EXIT(run, code)                                                                                                 \
    do {                                                                                                                       \
        const faultline::CliRun& checkedRun = (run);                                                                           \
        QVERIFY2(checkedRun.exitCode == (code), checkedRun.describe());                                                        \
    } while (false)

/// QCOMPARE for documents.
#define EXPECT_JSON(actual, expected)                                                                                          \
    do {                                                                                                                       \
        const nlohmann::json actualJson = (actual);                                                                            \
        const nlohmann::json expectedJson = (expected);                                                                        \
        QVERIFY2(actualJson == expectedJson, ("is " + actualJson.dump() + "\nnot " + expectedJson.dump()).c_str());              \
    } while (false)
