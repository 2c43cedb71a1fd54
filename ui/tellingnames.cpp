#include "ui/tellingnames.h"

#include <QHash>
#include <QSet>

namespace faultline {

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
        qsizetype last = segments.size() - 1;
        while (last > 0 && holders.value(segments[last]) > 1)
            --last;
        const bool tells = last > 0 && name.startsWith(QLatin1Char('/'));
        telling << (tells ? QChar(0x2026) + segments[last] : name);
    }
    return telling;
}

}    // namespace faultline
