#include "tests/support/incident.h"

#include <QDateTime>
#include <QDir>
#include <QProcess>

#include <algorithm>

namespace faultline::test {

Timestamp at(const char* text)
{
    const QDateTime time = QDateTime::fromString(QString::fromLatin1(text) + QLatin1Char('Z'), Qt::ISODate);
    if (!time.isValid())
        qFatal("%s", text);
    return timestampFrom(time.toMSecsSinceEpoch() * 1'000'000);
}

TimeRange between(const char* begin, const char* end)
{
    return {at(begin), at(end)};
}

Incident::Incident(const QString& name, const IncidentNames& names, const ImportOptions& options)
{
    const QString folder = QString::fromStdString(path(name.toStdString()));
    QDir().mkpath(folder);
    QStringList arguments = {name, QStringLiteral("--out"), folder, QStringLiteral("--seed"), QString::fromLatin1(names.seed)};
    if (name == QStringLiteral("hub-outage"))
        arguments += {QStringLiteral("--first-culprit"), names.first, QStringLiteral("--second-culprit"), names.second};
    else
        arguments += {QStringLiteral("--flag"), names.flag};
    arguments += {QStringLiteral("--decoys"), QString::number(names.decoys)};
    if (names.retries >= 0)
        arguments += {QStringLiteral("--retries"), QString::number(names.retries)};
    const int exitCode = QProcess::execute(QStringLiteral(FAULTLINE_BINARY_DIR "/bin/faultline-generate"), arguments);
    if (exitCode != 0)
        qFatal("faultline-generate: %d", exitCode);
    ImportRequest request;
    request.paths = {folder.toStdString()};
    request.options = options;
    report = import(request);
    m_connection = required(file().openReader());
    m_reader = std::make_unique<SegmentReader>(*m_connection);
}

Breakdown Incident::rows(BreakdownRequest request, const char* filter)
{
    if (filter != nullptr)
        request.filter = required(Filter::parse(filter));
    return required(breakdown(*m_reader, {}, request));
}

Breakdown Incident::risers(const char* by, TimeRange window, TimeRange baseline, const char* filter)
{
    BreakdownRequest request;
    request.by = by;
    request.window = window;
    request.baseline = baseline;
    request.sort = BreakdownSort::Change;
    return rows(request, filter);
}

std::map<std::string, double> Incident::responseBytesByTarget(TimeRange window)
{
    BreakdownRequest request;
    request.kind = RecordKind::Operation;
    request.by = "target";
    request.window = window;
    request.top = 0;
    std::map<std::string, double> bytes;
    for (const BreakdownRow& row : rows(request).rows)
        bytes[row.value] = static_cast<double>(row.bytes.value_or(0));
    return bytes;
}

SeriesInfo Incident::series(const char* name, const char* label)
{
    CaseReader cases(*m_connection);
    for (SeriesInfo& series : required(cases.series())) {
        const bool fits = label == nullptr
            || std::any_of(series.labels.begin(), series.labels.end(), [&](const auto& pair) { return pair.second == label; });
        if (series.name == name && fits)
            return std::move(series);
    }
    qFatal("no series %s", name);
}

std::vector<Sample> Incident::samples(const char* name, const char* label, TimeRange range)
{
    CaseReader cases(*m_connection);
    return required(cases.samples(series(name, label).id, range));
}

std::vector<Event> Incident::events(const char* kind)
{
    std::vector<Event> found;
    for (Event& event : required(CaseReader(*m_connection).events())) {
        if (event.kind == kind)
            found.push_back(std::move(event));
    }
    return found;
}

}    // namespace faultline::test
