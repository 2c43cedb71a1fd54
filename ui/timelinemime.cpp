#include "ui/timelinemime.h"

#include "ui/casesession.h"
#include "ui/convert.h"

#include <QMimeData>

namespace faultline {

Result<TimelineExportOptions> exportOptions(const TimelineExportChoice& choice, CaseSession& session)
{
    TimelineExportOptions options;
    (void)fromName(toStd(choice.format), options.format);
    const TimeZone own = session.file().displayZone();
    switch (choice.zones) {
    case TimelineExportChoice::Zones::Case: options.zones = {own}; break;
    case TimelineExportChoice::Zones::Utc: options.zones = {TimeZone::utc()}; break;
    case TimelineExportChoice::Zones::Both:
        options.zones = {own};
        if (!own.isUtc())
            options.zones.push_back(TimeZone::utc());
        break;
    case TimelineExportChoice::Zones::Others:
        for (const QString& name : choice.otherZones.split(QLatin1Char(','), Qt::SkipEmptyParts)) {
            const auto zone = TimeZone::named(toStd(name.trimmed()));
            if (!zone)
                return zone.error();
            options.zones.push_back(*zone);
        }
        if (options.zones.empty())
            return Error{ErrorKind::Usage, "No zone is named", "", "Write one or more, such as Europe/Paris, US/Pacific"};
        break;
    }
    for (const QString& column : choice.columns)
        options.columns.push_back(toStd(column));
    // Rows of one width only: CSV and TSV always have the section as a column.
    const bool hasGroups = options.format == TimelineFormat::Markdown || options.format == TimelineFormat::Html;
    if (hasGroups && choice.sections == TimelineExportChoice::Sections::Column)
        options.sections = SectionStyle::Column;
    options.precision = choice.precision;
    options.redaction = choice.redaction;
    const bool isColumn = choice.columns.contains(QStringLiteral("evidence"));
    if (choice.evidence == TimelineExportChoice::Evidence::Shown || isColumn)
        options.evidence = session.contents().evidence;
    options.hypotheses = session.contents().hypotheses;
    options.title = toStd(session.name());
    return options;
}

std::unique_ptr<QMimeData> timelineMime(const std::vector<TimelineEntry>& entries, CaseSession& session)
{
    auto options = exportOptions(session.exportChoice(), session);
    if (!options)
        options = exportOptions({}, session);
    options->hypotheses.clear();    // entries were asked for
    const auto text = [&](TimelineFormat format) {
        options->format = format;
        options->sections.reset();
        return exportTimeline(entries, *options);
    };
    auto mime = std::make_unique<QMimeData>();
    mime->setText(toQString(text(TimelineFormat::Markdown)));
    const std::string html = text(TimelineFormat::Html);
    mime->setData(QStringLiteral("text/html"), QByteArray(html.data(), static_cast<qsizetype>(html.size())));
    const std::string csv = text(TimelineFormat::Csv);
    mime->setData(QStringLiteral("text/csv"), QByteArray(csv.data(), static_cast<qsizetype>(csv.size())));
    return mime;
}

}    // namespace faultline
