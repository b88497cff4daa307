// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// How the cells of a DataTable are painted: one look for the row (hover, selection, hairline), and a few
// kinds of cell.
#pragma once

#include "base/clock.h"

#include <QStyledItemDelegate>

namespace pulse::widgets {

// Text in one of three strengths; the base of the others.
class TextDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    enum class Strength { Normal, Strong, Muted };
    explicit TextDelegate(Strength strength, QObject *parent = nullptr);
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const final;

protected:
    virtual void paintCell(QPainter &painter, const QRectF &cell, const QModelIndex &index) const;
    void paintText(QPainter &painter, const QRectF &cell, const QString &text, Qt::Alignment alignment) const;

private:
    Strength m_strength;
};

class DeviceStatusDelegate final : public TextDelegate { // value of `role`: int of model::DeviceStatus
    Q_OBJECT

public:
    DeviceStatusDelegate(int role, QObject *parent);

protected:
    void paintCell(QPainter &painter, const QRectF &cell, const QModelIndex &index) const override;

private:
    int m_role;
};

class AlertStatusDelegate final : public TextDelegate { // value of `role`: int of model::AlertStatus
    Q_OBJECT

public:
    AlertStatusDelegate(int role, QObject *parent);

protected:
    void paintCell(QPainter &painter, const QRectF &cell, const QModelIndex &index) const override;

private:
    int m_role;
};

class SeverityDelegate final : public TextDelegate { // value of `role`: 1 to 5
    Q_OBJECT

public:
    SeverityDelegate(int role, QObject *parent);

protected:
    void paintCell(QPainter &painter, const QRectF &cell, const QModelIndex &index) const override;

private:
    int m_role;
};

// "4 min ago" from a QDateTime in `role`; repaints its view by itself as time goes by.
class RelativeTimeDelegate final : public TextDelegate {
    Q_OBJECT

public:
    RelativeTimeDelegate(int role, const Clock &clock, QAbstractItemView *view);

protected:
    void paintCell(QPainter &painter, const QRectF &cell, const QModelIndex &index) const override;

private:
    int m_role;
    const Clock &m_clock;
};

class BatteryDelegate final : public TextDelegate { // a number of per cent in `role`, or nothing
    Q_OBJECT

public:
    BatteryDelegate(int role, QObject *parent);

protected:
    void paintCell(QPainter &painter, const QRectF &cell, const QModelIndex &index) const override;

private:
    int m_role;
};

} // namespace pulse::widgets
