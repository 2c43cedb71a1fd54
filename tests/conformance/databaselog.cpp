#include "tests/conformance/databaselog.h"

#include "app/base/text.h"
#include "app/import/importerregistry.h"
#include "importers/builtinimporters.h"
#include "tests/support/realdata.h"

#include <cmath>

namespace faultline::test {

std::optional<CollectingSink> readDatabaseLog(const std::string& path, int year)
{
    const auto text = realData(path);
    if (!text)
        return std::nullopt;
    const ImporterList importers = builtinImporters();
    const Importer* best = nullptr;
    int confidence = 0;
    const SourceHead head = headOf(*text, path.substr(path.rfind('/') + 1));
    for (const auto& importer : importers) {
        const int claimed = importer->detect(head).confidence;
        if (claimed > confidence) {
            confidence = claimed;
            best = importer.get();
        }
    }
    CollectingSink sink;
    ImportOptions options;
    options.year = year;
    if (best != nullptr)
        readInto(sink, *best, *text, head.fileName, options);
    return sink;
}

std::optional<nlohmann::json> peerReport(const std::string& path)
{
    const auto text = realData(path);
    if (!text)
        return std::nullopt;
    return nlohmann::json::parse(*text, nullptr, false);
}

void compareFigure(PeerComparison& comparison, const std::string& source, const std::string& name, double theirs, double ours)
{
    const auto text = [](double value) { return formatNumber(std::round(value * 1e6) / 1e6); };
    comparison.field(source, 0, name, text(theirs), text(ours));
}

}    // namespace faultline::test
