#include "ui/settings.h"

#include <QCryptographicHash>
#include <QSettings>

namespace faultline {

namespace {

constexpr qsizetype mostRecent = 12;

QString nameOfFile(const QString& profile)
{
    return profile.isEmpty() ? QStringLiteral("faultline") : QStringLiteral("faultline-") + profile;
}

QSettings open(const QString& file)
{
    return QSettings(QSettings::IniFormat, QSettings::UserScope, QStringLiteral("faultline"), file);
}

QString hashOf(const QString& casePath)
{
    return QString::fromLatin1(QCryptographicHash::hash(casePath.toUtf8(), QCryptographicHash::Sha256).toHex().left(24));
}

QString lookKey(const QString& casePath)
{
    return QStringLiteral("look/") + hashOf(casePath);
}

QString openingKey(const QString& casePath)
{
    return QStringLiteral("opening/") + hashOf(casePath);
}

}    // namespace

Settings Settings::load(const QString& profile)
{
    auto stored = open(nameOfFile(profile));
    Settings settings;
    settings.theme = static_cast<ThemeChoice>(qBound(0, stored.value(QStringLiteral("theme"), 0).toInt(), 2));
    settings.dragMeans = static_cast<DragMeans>(qBound(0, stored.value(QStringLiteral("dragMeans"), 0).toInt(), 1));
    settings.singleKeys = stored.value(QStringLiteral("singleKeys"), true).toBool();
    settings.restoreSession = stored.value(QStringLiteral("restoreSession"), true).toBool();
    settings.recentCases = stored.value(QStringLiteral("recentCases")).toStringList();
    settings.pinnedCases = stored.value(QStringLiteral("pinnedCases")).toStringList();
    settings.geometry = stored.value(QStringLiteral("geometry")).toByteArray();
    settings.layout = stored.value(QStringLiteral("layout")).toByteArray();
    settings.lastFolder = stored.value(QStringLiteral("lastFolder")).toString();
    TimelineExportChoice& choice = settings.timelineExport;
    choice.format = stored.value(QStringLiteral("timelineExport/format"), choice.format).toString();
    choice.zones = static_cast<TimelineExportChoice::Zones>(qBound(0, stored.value(QStringLiteral("timelineExport/zones"), 0).toInt(), 3));
    choice.otherZones = stored.value(QStringLiteral("timelineExport/otherZones")).toString();
    choice.columns = stored.value(QStringLiteral("timelineExport/columns")).toStringList();
    choice.sections = static_cast<TimelineExportChoice::Sections>(qBound(0, stored.value(QStringLiteral("timelineExport/sections"), 0).toInt(), 1));
    choice.precision = static_cast<PrecisionMarks>(qBound(0, stored.value(QStringLiteral("timelineExport/precision"), 0).toInt(), 1));
    choice.redaction = static_cast<Redaction>(qBound(0, stored.value(QStringLiteral("timelineExport/redaction"), 0).toInt(), 1));
    choice.evidence = static_cast<TimelineExportChoice::Evidence>(qBound(0, stored.value(QStringLiteral("timelineExport/evidence"), 0).toInt(), 1));
    stored.beginGroup(QStringLiteral("keys"));
    for (const QString& id : stored.childKeys())
        settings.keys[id] = stored.value(id).toStringList();
    stored.endGroup();
    return settings;
}

void Settings::save(const QString& profile) const
{
    auto stored = open(nameOfFile(profile));
    stored.setValue(QStringLiteral("theme"), static_cast<int>(theme));
    stored.setValue(QStringLiteral("dragMeans"), static_cast<int>(dragMeans));
    stored.setValue(QStringLiteral("singleKeys"), singleKeys);
    stored.setValue(QStringLiteral("restoreSession"), restoreSession);
    stored.setValue(QStringLiteral("recentCases"), recentCases);
    stored.setValue(QStringLiteral("pinnedCases"), pinnedCases);
    stored.setValue(QStringLiteral("geometry"), geometry);
    stored.setValue(QStringLiteral("layout"), layout);
    stored.setValue(QStringLiteral("lastFolder"), lastFolder);
    stored.setValue(QStringLiteral("timelineExport/format"), timelineExport.format);
    stored.setValue(QStringLiteral("timelineExport/zones"), static_cast<int>(timelineExport.zones));
    stored.setValue(QStringLiteral("timelineExport/otherZones"), timelineExport.otherZones);
    stored.setValue(QStringLiteral("timelineExport/columns"), timelineExport.columns);
    stored.setValue(QStringLiteral("timelineExport/sections"), static_cast<int>(timelineExport.sections));
    stored.setValue(QStringLiteral("timelineExport/precision"), static_cast<int>(timelineExport.precision));
    stored.setValue(QStringLiteral("timelineExport/redaction"), static_cast<int>(timelineExport.redaction));
    stored.setValue(QStringLiteral("timelineExport/evidence"), static_cast<int>(timelineExport.evidence));
    stored.remove(QStringLiteral("keys"));
    stored.beginGroup(QStringLiteral("keys"));
    for (auto key = keys.begin(); key != keys.end(); ++key)
        stored.setValue(key.key(), key.value());
    stored.endGroup();
}

void Settings::noteCase(const QString& path)
{
    recentCases.removeAll(path);
    recentCases.prepend(path);
    while (recentCases.size() > mostRecent)
        recentCases.removeLast();
}

QByteArray Settings::lookOf(const QString& profile, const QString& casePath)
{
    return open(nameOfFile(profile) + QStringLiteral("-looks")).value(lookKey(casePath)).toByteArray();
}

void Settings::saveLook(const QString& profile, const QString& casePath, const QByteArray& look)
{
    open(nameOfFile(profile) + QStringLiteral("-looks")).setValue(lookKey(casePath), look);
}

bool Settings::isMarkedOpening(const QString& profile, const QString& casePath)
{
    return open(nameOfFile(profile) + QStringLiteral("-looks")).contains(openingKey(casePath));
}

void Settings::markOpening(const QString& profile, const QString& casePath)
{
    open(nameOfFile(profile) + QStringLiteral("-looks")).setValue(openingKey(casePath), true);
}

void Settings::clearOpening(const QString& profile, const QString& casePath)
{
    open(nameOfFile(profile) + QStringLiteral("-looks")).remove(openingKey(casePath));
}

}    // namespace faultline
