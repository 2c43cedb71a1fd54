#pragma once

#include <QFont>
#include <QList>
#include <QRect>
#include <QString>
#include <QStringList>

namespace faultline {

/// A title of at most two lines with its tags behind it as badges; everything that does not fit ends in "…".
struct TitleLayout {
    QStringList lines;
    QList<QRect> badges;    ///< one for each shown tag, from the top left of the cell's text
    int height = 0;

    static TitleLayout of(const QString& title, const QStringList& tags, const QFont& font, const QFont& badgeFont, int width);
};

}    // namespace faultline
