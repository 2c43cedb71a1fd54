#include "ui/tellingnames.h"

#include <QHash>
#include <QSet>

#include <algorithm>

namespace faultline {

namespace {

/// The last one that no other name has; before it one that is made of words or numbers, as names of things are and names of kinds
/// ("revision", "main") are not. 0 = none but the first.
qsizetype tellingSegment(const QStringList& segments, const QHash<QString, int>& holders)
{
    qsizetype last = 0;
    for (qsizetype i = segments.size() - 1; i > 0; --i) {
        if (holders.value(segments[i]) > 1)
            continue;
        last = std::max(last, i);
        if (std::any_of(segments[i].begin(), segments[i].end(), [](QChar c) { return !c.isLetter(); }))
            return i;
    }
    return last;
}

}    // namespace

QStringList tellingNames(const QStringList& names)
{
    if (names.size() < 2)
        return names;
    QHash<QString, int> holders;
    for (const QString& name : names) {
        const QStringList segments = name.split(QLatin1Char('/'), Qt::SkipEmptyParts);
        for (const QString& segment : QSet<QString>(segments.begin(), segments.end()))
            ++holders[segment];
    }
    QStringList telling;
    for (const QString& name : names) {
        const QStringList segments = name.split(QLatin1Char('/'), Qt::SkipEmptyParts);
        const qsizetype told = name.startsWith(QLatin1Char('/')) ? tellingSegment(segments, holders) : 0;
        telling << (told > 0 ? QChar(0x2026) + segments[told] : name);
    }
    return telling;
}

}    // namespace faultline
