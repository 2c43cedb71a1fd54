#pragma once

#include "app/export/timelineexport.h"
#include "ui/theme.h"

#include <QByteArray>
#include <QHash>
#include <QString>
#include <QStringList>

namespace faultline {

enum class DragMeans { Zoom, Select };    ///< what a drag with the left button does in a chart

/// How the timeline was exported the last time.
struct TimelineExportChoice {
    enum class Zones { Case, Utc, Both, Others };
    enum class Sections { Groups, Column };
    enum class Evidence { Left, Shown };
    QString format = QStringLiteral("markdown");
    Zones zones = Zones::Case;
    QString otherZones;          ///< "Europe/Paris, US/Pacific"
    QStringList columns;         ///< names of timelineColumns() in order; empty = the usual ones
    Sections sections = Sections::Groups;
    PrecisionMarks precision = PrecisionMarks::Shown;
    Redaction redaction = Redaction::None;
    Evidence evidence = Evidence::Left;
    bool operator==(const TimelineExportChoice&) const = default;
};

/// What the program remembers between starts, as a value: loaded in main(), passed down, saved when changed. Nothing is written
/// beside the user's logs.
struct Settings {
    ThemeChoice theme = ThemeChoice::System;
    DragMeans dragMeans = DragMeans::Zoom;
    bool singleKeys = true;                  ///< single letters as shortcuts in charts and lists
    bool restoreSession = true;
    QStringList recentCases;                 ///< newest first
    QStringList pinnedCases;
    QHash<QString, QStringList> keys;        ///< remapped: action id -> portable texts
    QByteArray geometry;
    QByteArray layout;
    QString lastFolder;
    TimelineExportChoice timelineExport;

    static Settings load(const QString& profile);
    void save(const QString& profile) const;

    void noteCase(const QString& path);      ///< to the front of the recent ones
    /// What was looked at in a case, kept per case by the hash of its path.
    static QByteArray lookOf(const QString& profile, const QString& casePath);
    static void saveLook(const QString& profile, const QString& casePath, const QByteArray& look);

    // Which cases are being opened, see OpeningMark; on disk at once.
    static bool isMarkedOpening(const QString& profile, const QString& casePath);
    static void markOpening(const QString& profile, const QString& casePath);
    static void clearOpening(const QString& profile, const QString& casePath);
};

}    // namespace faultline
