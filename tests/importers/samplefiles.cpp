#include "tests/importers/samplefiles.h"

#include <QDir>
#include <QFile>

#include <nlohmann/json.hpp>

namespace faultline::test {

namespace {

constexpr auto optionsSuffix = ".options.json";

void takeZone(const nlohmann::json& json, ImportOptions& options, QString* problem)
{
    const auto found = json.find("zone");
    if (found == json.end() || !found->is_string())
        return;
    auto zone = TimeZone::named(found->get<std::string>());
    if (zone)
        options.zone = *zone;
    else if (problem != nullptr)
        *problem = QString::fromStdString(zone.error().message());
}

}    // namespace

std::vector<SampleFile> sampleFiles(const QString& in)
{
    const QDir root(QStringLiteral(FAULTLINE_SOURCE_DIR "/tests/importers/") + in);
    const QDir golden(QStringLiteral(FAULTLINE_SOURCE_DIR "/tests/importers/golden"));
    std::vector<SampleFile> files;
    const QStringList formats = root.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name);
    for (const QString& format : formats) {
        const QDir folder(root.filePath(format));
        const QStringList names = folder.entryList(QDir::Files, QDir::Name);
        for (const QString& name : names) {
            if (name.endsWith(QLatin1String(optionsSuffix)))
                continue;
            files.push_back({format, name, folder.filePath(name),
                             golden.filePath(format + QLatin1Char('/') + name + QLatin1String(".expected.json"))});
        }
    }
    return files;
}

QByteArray contentOf(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return file.readAll();
}

ImportOptions optionsOf(const SampleFile& sample, QString* problem)
{
    ImportOptions options;
    const QString path = sample.path + QLatin1String(optionsSuffix);
    if (!QFile::exists(path))
        return options;
    const auto json = nlohmann::json::parse(contentOf(path).toStdString(), nullptr, false);
    if (!json.is_object()) {
        if (problem != nullptr)
            *problem = path + QStringLiteral(" is not a JSON object");
        return options;
    }
    takeZone(json, options, problem);
    if (const auto year = json.find("year"); year != json.end() && year->is_number_integer())
        options.year = year->get<int>();
    if (const auto format = json.find("log_format"); format != json.end() && format->is_string())
        options.logFormat = format->get<std::string>();
    if (const auto anchor = json.find("anchor"); anchor != json.end() && anchor->is_string())
        options.anchor = *anchor == "start" ? Anchor::Start : Anchor::End;
    if (const auto columns = json.find("columns"); columns != json.end() && columns->is_object()) {
        for (const auto& [key, value] : columns->items())
            options.columns[key] = value.is_string() ? value.get<std::string>() : value.dump();
    }
    return options;
}

}    // namespace faultline::test
