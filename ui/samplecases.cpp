#include "ui/samplecases.h"

#include "app/import/importjob.h"
#include "app/query/casetemplates.h"
#include "app/store/caseeditor.h"
#include "app/store/casereader.h"
#include "app/timeline/entryedit.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>

#include <filesystem>
#include <string_view>
#include <system_error>

namespace faultline {

namespace {

constexpr int mostParents = 4;    // from build/release/bin up to the sources

/// Zone and year as their stories tell them.
ImportOptions optionsFor(const SampleIncident& incident)
{
    const bool isHub = std::string_view(incident.id) == "hub-outage";
    ImportOptions options;
    if (auto zone = TimeZone::named(isHub ? "Europe/Paris" : "UTC"))
        options.zone = *zone;
    options.year = isHub ? 2024 : 2023;
    return options;
}

Result<void> fill(CaseFile& file, const SampleIncident& incident, const std::string& folder, const std::string& title,
                  const ImporterRegistry& registry, const TaskControl& control)
{
    ImportRequest request;
    request.paths = {folder};
    request.options = optionsFor(incident);
    const auto report = runImport(file, registry, request, control);
    if (!report)
        return report.error();
    if (report->interrupted)
        return Error{ErrorKind::Interrupted, "The sample was not opened", "It was stopped", {}};
    if (const auto learned = keepTemplates(file.database(), "sample"); !learned)
        return learned.error();
    CaseReader reader(file.database());
    const auto events = reader.events();
    if (!events)
        return events.error();
    std::vector<Event> written;
    for (const Event& event : *events)
        if (event.kind == "human")
            written.push_back(event);
    CaseEditor editor(file.database(), "sample");
    if (const auto added = editor.addEntries(entriesFromEvents(written)); !added)
        return added.error();
    if (const auto zone = editor.setInfo("zone", request.options.zone->name()); !zone)
        return zone.error();
    if (const auto named = editor.setInfo("title", title); !named)
        return named.error();
    return file.close();
}

}    // namespace

const std::vector<SampleIncident>& sampleIncidents()
{
    static const std::vector<SampleIncident> all{
        {"hub-outage", "case.sample.hub", QT_TRANSLATE_NOOP("Samples", "Hub outage (synthetic sample)"),
         QT_TRANSLATE_NOOP("Samples", "three crashes in three days, one URL too popular")},
        {"flag-rollout", "case.sample.flag", QT_TRANSLATE_NOOP("Samples", "Flag rollout (synthetic sample)"),
         QT_TRANSLATE_NOOP("Samples", "a database that slows down 18 hours after a change")},
    };
    return all;
}

QString titleOf(const SampleIncident& incident)
{
    return QCoreApplication::translate("Samples", incident.title);
}

QString sampleFolder(const SampleIncident& incident)
{
    QDir folder(QCoreApplication::applicationDirPath());
    for (int level = 0; level <= mostParents; ++level) {
        for (const char* place : {"share/faultline/sample-data/", "sample-data/"}) {
            const QString found = folder.filePath(QLatin1String(place) + QLatin1String(incident.id));
            if (QFileInfo(found).isDir())
                return QFileInfo(found).canonicalFilePath();
        }
        if (!folder.cdUp())
            break;
    }
    return {};
}

QString samplePath(const SampleIncident& incident)
{
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + QStringLiteral("/samples");
    QDir().mkpath(folder);
    return folder + QLatin1Char('/') + QLatin1String(incident.id) + QStringLiteral(".faultline");
}

Result<void> makeSampleCase(const SampleIncident& incident, const std::string& folder, const std::string& path, const std::string& title,
                            const ImporterRegistry& registry, const TaskControl& control)
{
    std::error_code error;
    const std::string part = path + ".part";
    std::filesystem::remove(part, error);
    auto file = CaseFile::open(part, OpenMode::WriteOrCreate);
    if (!file)
        return file.error();
    const auto done = fill(*file, incident, folder, title, registry, control);
    (void)file->close();
    if (done)
        std::filesystem::rename(part, path, error);
    else
        std::filesystem::remove(part, error);
    if (!done)
        return done;
    if (error)
        return Error{ErrorKind::OutputFailed, "Cannot keep the sample at " + path, error.message(), "Check the folder"};
    return {};
}

}    // namespace faultline
