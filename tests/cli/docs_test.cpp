#include "clirunner.h"

#include <QTest>

#include <fstream>
#include <iterator>
#include <set>

using namespace faultline;

namespace {

constexpr const char* page = FAULTLINE_SOURCE_DIR "/docs/cli.md";
constexpr const char* formatsPage = FAULTLINE_SOURCE_DIR "/docs/formats.md";
constexpr std::size_t rowsShown = 3;    // of a long list

/// A command of the page and the JSON that follows it.
struct Sample {
    std::string command;
    std::string expected;
    std::size_t begin = 0;    ///< of `expected` in the page
};

std::string pageText(const char* path = page)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<Sample> samplesOf(const std::string& text)
{
    constexpr std::string_view shellBegin = "```sh\n";
    constexpr std::string_view jsonBegin = "```json\n";
    constexpr std::string_view blockEnd = "\n```";
    std::vector<Sample> samples;
    for (std::size_t at = text.find(shellBegin); at != std::string::npos; at = text.find(shellBegin, at)) {
        at += shellBegin.size();
        const std::size_t end = text.find(blockEnd, at);
        Sample sample{text.substr(at, end - at), {}, 0};
        at = end + blockEnd.size();
        const std::size_t json = text.find(jsonBegin, at);
        if (json != std::string::npos && json <= at + 2) {
            sample.begin = json + jsonBegin.size();
            const std::size_t jsonEnd = text.find(blockEnd, sample.begin);
            sample.expected = text.substr(sample.begin, jsonEnd - sample.begin);
            at = jsonEnd + blockEnd.size();
        }
        samples.push_back(std::move(sample));
    }
    return samples;
}

/// Every path of keys in a document: "rows[].count".
void collectKeys(const nlohmann::json& json, const std::string& at, std::set<std::string>& keys)
{
    if (json.is_object())
        for (const auto& [key, value] : json.items()) {
            keys.insert(at + '.' + key);
            collectKeys(value, at + '.' + key, keys);
        }
    if (json.is_array())
        for (const auto& value : json)
            collectKeys(value, at + "[]", keys);
}

std::string keysOf(const nlohmann::json& json)
{
    std::set<std::string> keys;
    collectKeys(json, "", keys);
    std::string text;
    for (const std::string& key : keys)
        text += key + '\n';
    return text;
}

}    // namespace

/// The commands of docs/cli.md run in their order; their JSON has the keys that the page shows. UPDATE_DOCS=1 rewrites it.
class DocsTest : public QObject {
    Q_OBJECT

private slots:
    void everySampleOfThePageIsTrue()
    {
        const CliFolder folder;
        for (const char* name : {"access.log", "network.csv", "deploys.json", "timeline.md"})
            folder.sample(name);
        std::string text = pageText();
        std::vector<Sample> samples = samplesOf(text);
        QVERIFY(samples.size() > 15);
        const bool update = qEnvironmentVariableIsSet("UPDATE_DOCS");
        std::vector<std::string> outputs;
        for (const Sample& sample : samples) {
            const CliRun run = folder.shell("faultline_cli() { \"$CLI\" \"$@\"; }\n" + asFunction(sample.command));
            EXPECT_EXIT(run, 0);
            outputs.push_back(run.out);
            if (update || sample.expected.empty())
                continue;
            const auto expected = nlohmann::json::parse(sample.expected, nullptr, false);
            QVERIFY2(!expected.is_discarded(), sample.command.c_str());
            QVERIFY2(!run.json().is_discarded(), run.describe());
            QVERIFY2(keysOf(run.json()) == keysOf(expected),
                     (sample.command + "\nprinted\n" + keysOf(run.json()) + "the page has\n" + keysOf(expected)).c_str());
        }
        if (update)
            rewrite(text, samples, outputs);
    }

    void theTableOfFormatsIsTheProgramsOwn()
    {
        constexpr std::string_view begin = "<!-- table of formats -->\n";
        constexpr std::string_view end = "<!-- end of the table -->";
        const CliFolder folder;
        std::string text = pageText(formatsPage);
        const std::size_t from = text.find(begin);
        const std::size_t to = text.find(end);
        QVERIFY(from != std::string::npos && to != std::string::npos && from < to);
        const std::string table = formatTable(folder.run({"formats", "--json"}).json());
        const std::size_t at = from + begin.size();
        if (qEnvironmentVariableIsSet("UPDATE_DOCS")) {
            text.replace(at, to - at, table);
            std::ofstream(formatsPage, std::ios::binary) << text;
            return;
        }
        QVERIFY2(text.substr(at, to - at) == table, "docs/formats.md differs from 'faultline-cli formats': UPDATE_DOCS=1 rewrites it");
    }

    void thePageNamesEveryCommand()
    {
        const std::string text = pageText();
        for (const char* command : {"import", "detect", "formats", "info", "issues", "breakdown", "suspects", "changes", "rank", "onset", "moments", "components", "clocks", "rate", "series", "values",
                                    "events", "lines", "sql", "check", "source", "case", "timeline", "hypotheses", "templates"})
            QVERIFY2(text.find("\n## " + std::string(command)) != std::string::npos, command);
    }

private:
    static std::string asFunction(std::string command)
    {
        const std::string name = "faultline-cli";
        for (std::size_t at = command.find(name); at != std::string::npos; at = command.find(name, at))
            command.replace(at, name.size(), "faultline_cli");
        return command;
    }

    static std::string formatTable(const nlohmann::json& formats)
    {
        std::string table = "| id | what | makes | stamp marks | zone | since | specification |\n|---|---|---|---|---|---|---|\n";
        for (const auto& row : formats.value("rows", nlohmann::json::array())) {
            const std::string id = row.value("id", "");
            std::string kinds;
            for (const auto& kind : row.value("kinds", nlohmann::json::array()))
                kinds += (kinds.empty() ? "" : ", ") + kind.get<std::string>();
            const std::string anchor = row.value("anchor", "");
            table += "| [`" + id + "`](../tests/importers/samples/" + id + ") | " + row.value("title", "") + " | " + kinds + " | "
                + (anchor == "unknown" ? "" : anchor) + " | " + row.value("zone", "") + " | " + row.value("since", "") + " | "
                + row.value("specification", "") + " |\n";
        }
        return table;
    }

    /// A long list is shown by its first rows.
    static void shorten(nlohmann::ordered_json& json)
    {
        if (!json.is_object() || !json.contains("rows") || json["rows"].size() <= 2 * rowsShown)
            return;
        auto& rows = json["rows"];
        rows.erase(rows.begin() + rowsShown, rows.end());
    }

    static void rewrite(std::string& text, const std::vector<Sample>& samples, const std::vector<std::string>& outputs)
    {
        for (std::size_t i = samples.size(); i-- > 0;) {
            if (samples[i].begin == 0)
                continue;
            auto json = nlohmann::ordered_json::parse(outputs[i], nullptr, false);
            QVERIFY2(!json.is_discarded(), outputs[i].c_str());
            if (samples[i].command.find("formats") != std::string::npos)
                shorten(json);
            text.replace(samples[i].begin, samples[i].expected.size(), json.dump(2));
        }
        std::ofstream(page, std::ios::binary) << text;
    }
};

QTEST_GUILESS_MAIN(DocsTest)
#include "docs_test.moc"
