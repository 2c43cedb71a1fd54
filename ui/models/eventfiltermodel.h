#pragma once

#include <QSet>
#include <QSortFilterProxyModel>

namespace faultline {

/// Events of the kinds that are not switched off, with a text somewhere in them.
class EventFilterModel : public QSortFilterProxyModel {
    Q_OBJECT

public:
    explicit EventFilterModel(QObject* parent);

    void setHiddenKinds(const QSet<QString>& kinds);
    void setText(const QString& text);

protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

private:
    QSet<QString> m_hiddenKinds;
    QString m_text;
};

}    // namespace faultline
